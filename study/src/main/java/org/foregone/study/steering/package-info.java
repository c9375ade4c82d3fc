/// Is the probe's direction causal? Rollouts with the direction added to the hidden state, against
/// random directions of the same length; docs/FINDINGS.md defines the numbers.
@NullMarked
package org.foregone.study.steering;

import org.jspecify.annotations.NullMarked;
