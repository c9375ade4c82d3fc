/// A study from configuration to findings: checks before work, the run, the analysis.
@NullMarked
package org.foregone.study.run;

import org.jspecify.annotations.NullMarked;
