/// Tests of finding, checking and loading the library.
@NullMarked
package org.foregone.llama.internal;

import org.jspecify.annotations.NullMarked;
