/// The native side: finding and loading the library, its functions, its struct layouts and its log.
/// Nothing here is part of the module's interface; nothing here knows why a model is run.
@NullMarked
package org.foregone.llama.internal;

import org.jspecify.annotations.NullMarked;
