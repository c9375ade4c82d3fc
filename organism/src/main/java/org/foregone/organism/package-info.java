/// Compiled model organisms and their closed forms.
@NullMarked
package org.foregone.organism;

import org.jspecify.annotations.NullMarked;
