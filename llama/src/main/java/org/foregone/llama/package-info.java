/// The door to llama.cpp through java.lang.foreign.
@NullMarked
package org.foregone.llama;

import org.jspecify.annotations.NullMarked;
