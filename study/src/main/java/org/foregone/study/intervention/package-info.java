/// Interventions at inference: what is done to a model's prompts, thoughts and states from outside,
/// one class for one method, and the engine that does it to every continuation of a study. No
/// experiment lives here, and nothing of one engine: all is made of continuations.
@NullMarked
package org.foregone.study.intervention;

import org.jspecify.annotations.NullMarked;
