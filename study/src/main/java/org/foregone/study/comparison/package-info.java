/// Two studies of the same prompts side by side: what did an intervention change?
///
/// From stored rows ([org.foregone.study.comparison.StudyReader]) to paired numbers and two
/// verdicts ([org.foregone.study.comparison.Comparison]); the estimators see
/// [org.foregone.study.comparison.PromptRow]s only and know of no store. Nothing is written into a
/// study's folder, and nothing is asked of a model here.
@NullMarked
package org.foregone.study.comparison;

import org.jspecify.annotations.NullMarked;
