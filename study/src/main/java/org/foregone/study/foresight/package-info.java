/// Can the outcome be read from the hidden state before the model thinks? Anchors, probes, their
/// controls; docs/FINDINGS.md defines the numbers.
@NullMarked
package org.foregone.study.foresight;

import org.jspecify.annotations.NullMarked;
