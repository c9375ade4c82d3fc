/// The door to llama.cpp through java.lang.foreign: load a model, decode batches of tokens, read
/// logits, sample. Written by hand against the C header of the version that `package.json` pins and
/// checked against the loaded library at start-up.
///
/// Nothing here knows what a prompt, a thought or a refusal is.
@NullMarked
package org.foregone.llama;

import org.jspecify.annotations.NullMarked;
