@NullMarked
package org.foregone.organism;

import org.jspecify.annotations.NullMarked;
