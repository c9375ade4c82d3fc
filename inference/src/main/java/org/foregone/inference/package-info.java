/// Running models: the [Engine] contract, in which everything is a [Continuation] of a token
/// prefix, and [LlamaEngine], which serves it with llama.cpp in this process.
///
/// Nothing here knows what a continuation is for: no prompts with intents, no verdicts, no
/// experiments.
@NullMarked
package org.foregone.inference;

import org.jspecify.annotations.NullMarked;
