@NullMarked
package org.foregone.organism.truth;

import org.jspecify.annotations.NullMarked;
