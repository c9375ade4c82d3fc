/// The weights: how parameters and language become the matrices of a two-layer llama that llama.cpp
/// runs unmodified. Nothing here may see the closed forms (`org.foregone.organism.truth`).
@NullMarked
package org.foregone.organism.compile;

import org.jspecify.annotations.NullMarked;
