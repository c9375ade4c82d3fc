/// The Engine contract and LlamaEngine.
@NullMarked
package org.foregone.inference;

import org.jspecify.annotations.NullMarked;
