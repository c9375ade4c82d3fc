/// Hidden states of prompts and traces: which are taken, how they come into the study's folder, how
/// an analysis reads them back. What they mean is the business of the experiments.
@NullMarked
package org.foregone.study.states;

import org.jspecify.annotations.NullMarked;
