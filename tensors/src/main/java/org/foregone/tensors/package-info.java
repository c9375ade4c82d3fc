/// safetensors and GGUF: reading and writing, and LoRA adapters from one to the other. Knows bytes,
/// shapes and the names that matrices have in both; no engines.
@NullMarked
package org.foregone.tensors;

import org.jspecify.annotations.NullMarked;
