package org.foregone.dialogue;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Renders messages to the text a model is given: a chat template.
///
/// `messages` are maps with `role` and `content`; `kwargs` is the rest of the template's context,
/// null values included; `now` is what the template takes for the current time.
@FunctionalInterface
public interface Renderer {
  String render(
      List<Map<String, Object>> messages, Map<String, @Nullable Object> kwargs, LocalDateTime now);
}
