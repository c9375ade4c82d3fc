package org.foregone.study.store;

import org.foregone.study.prompts.Prompt;

/// A prompt with what rendering it showed.
///
/// @param markers whether its text spells out a control or reasoning marker
/// @param tokens length of the rendered prompt in THINK mode
public record StoredPrompt(Prompt prompt, boolean markers, int tokens) {}
