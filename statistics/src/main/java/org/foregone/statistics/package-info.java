/// Numerics: estimators, intervals, tests. Arrays in, records out; nothing here knows of models,
/// prompts' texts apart from words and their likeness, or files.
///
/// Rates: [org.foregone.statistics.Proportions]. Probes: [org.foregone.statistics.OutOfFold] and
/// what is made of its scores, [org.foregone.statistics.Discrimination]. Along a trace:
/// [org.foregone.statistics.MeasuredSeparability]. After a prefix:
/// [org.foregone.statistics.ContinuationVarianceEstimates]. Across a cut:
/// [org.foregone.statistics.SequentialCut] says when to stop sampling,
/// [org.foregone.statistics.StoppedCut] what was then seen.
@NullMarked
package org.foregone.statistics;

import org.jspecify.annotations.NullMarked;
