@NullMarked
package org.foregone.organism.compile;

import org.jspecify.annotations.NullMarked;
