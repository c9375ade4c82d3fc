package org.foregone.dialogue;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Renders messages to the text a model is given.
@FunctionalInterface
public interface Renderer {
  String render(
      List<Map<String, Object>> messages, Map<String, @Nullable Object> kwargs, LocalDateTime now);
}
