/// Tests of the door to llama.cpp against the real library.
@NullMarked
package org.foregone.llama;

import org.jspecify.annotations.NullMarked;
