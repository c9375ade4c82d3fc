/// Refusal judges, stance judges, panels, calibration.
@NullMarked
package org.foregone.judging;

import org.jspecify.annotations.NullMarked;
