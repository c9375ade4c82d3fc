/// safetensors and GGUF: reading and writing. Knows bytes, shapes and metadata; no models' meaning,
/// no engines.
@NullMarked
package org.foregone.tensors;

import org.jspecify.annotations.NullMarked;
