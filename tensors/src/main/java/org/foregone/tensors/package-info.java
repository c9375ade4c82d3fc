/// safetensors and GGUF: reading and writing.
@NullMarked
package org.foregone.tensors;

import org.jspecify.annotations.NullMarked;
