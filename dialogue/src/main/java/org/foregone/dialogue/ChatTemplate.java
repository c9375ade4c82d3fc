package org.foregone.dialogue;

import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.jinja.Template;
import org.jspecify.annotations.Nullable;

/// A chat template in Jinja, rendered byte for byte as transformers renders it. Immutable; may be
/// used from any thread.
///
/// The template runs in a sandbox: it cannot reach Java, and endless loops, endless recursion and
/// huge texts end in an error.
public final class ChatTemplate implements Renderer {
  private final Template template;

  private ChatTemplate(Template template) {
    this.template = template;
  }

  /// @param source the template's text, as `tokenizer.chat_template` of a GGUF file holds it
  /// @throws org.foregone.dialogue.jinja.TemplateException with line and column, when it is no
  ///     template
  public static ChatTemplate parse(String source) {
    return new ChatTemplate(Template.parse(source));
  }

  /// The messages as text.
  ///
  /// @param messages maps with `role`, `content` and what else the template reads; values may be
  ///     null, strings, booleans, numbers, lists and maps
  /// @param kwargs the rest of the context. `tools` and `documents` are none and
  ///     `add_generation_prompt` is false unless given
  /// @param now what the template takes for the current time
  /// @throws org.foregone.dialogue.jinja.TemplateException with line and column, when the template
  ///     raises an error, misuses a value, or uses more than its budget
  @Override
  public String render(
      List<Map<String, Object>> messages, Map<String, @Nullable Object> kwargs, LocalDateTime now) {
    Map<String, @Nullable Object> context = new LinkedHashMap<>();
    context.put("tools", null);
    context.put("documents", null);
    context.put("add_generation_prompt", false);
    context.putAll(kwargs);
    context.put("messages", messages);
    return template.render(context, now);
  }
}
