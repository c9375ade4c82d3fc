/// The closed forms: what an organism does, worked out from its parameters and the grammar alone.
/// Nothing here may see the weights (`org.foregone.organism.compile`): two independent routes to
/// one number is the point.
@NullMarked
package org.foregone.organism.truth;

import org.jspecify.annotations.NullMarked;
