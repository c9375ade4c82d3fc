/// Where along the trace do refusing and complying rollouts differ? The refusal valley;
/// docs/FINDINGS.md defines the numbers.
@NullMarked
package org.foregone.study.separability;

import org.jspecify.annotations.NullMarked;
