package org.foregone.study.deliberation;

import org.foregone.dialogue.Conversation;

/// The model that the stance judge `llm` asks.
///
/// @param conversation its way of talking, without a system prompt, content never control
/// @param contextLength the longest sequence its engine takes, in tokens
public record StanceModel(Conversation conversation, int contextLength) {}
