package org.foregone.app;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.foregone.dialogue.ChatTemplate;
import org.foregone.dialogue.jinja.TemplateException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Renders a chat template as transformers does.
@Command(
    name = "render",
    mixinStandardHelpOptions = true,
    description = "Render messages through a chat template, byte for byte as transformers does.",
    footer = {
      "",
      "Prints the rendered text and nothing else, no line break added.",
      "--cases: one JSON object a line with template_path (from --template-dir), messages and",
      "kwargs (the whole context besides messages); prints one JSON object a line, the case's",
      "template_name and case with `rendered` or `error`. Exit code 0 also when cases fail."
    })
final class RenderCommand implements Callable<Integer> {
  @Mixin private Talk talk;

  @ArgGroup(multiplicity = "1", exclusive = true)
  private What what;

  /// One rendering, or many.
  private static final class What {
    @ArgGroup(exclusive = false)
    private @Nullable One one;

    @ArgGroup(exclusive = false)
    private @Nullable Many many;
  }

  private static final class One {
    @Option(names = "--template", required = true, paramLabel = "FILE", description = "Jinja")
    private Path template;

    @Option(
        names = "--messages",
        required = true,
        paramLabel = "FILE.json",
        description = "[{\"role\":\"user\",\"content\":\"...\"}]")
    private Path messages;

    @Option(
        names = "--kwargs",
        paramLabel = "JSON",
        description = "context besides messages; add_generation_prompt is true unless given")
    private @Nullable String kwargs;
  }

  private static final class Many {
    @Option(names = "--cases", required = true, paramLabel = "FILE.jsonl", description = "cases")
    private Path cases;

    @Option(
        names = "--template-dir",
        paramLabel = "DIR",
        defaultValue = ".",
        description = "where template_path starts (.)")
    private Path folder;
  }

  @Option(
      names = "--date",
      paramLabel = "\"YYYY-MM-DD HH:MM:SS\"",
      description = "the date that a template may print (now)")
  private @Nullable String date;

  @Override
  public Integer call() {
    LocalDateTime now = ChatOption.date(date);
    if (what.one != null) {
      talk.out().print(render(what.one, now));
    } else if (what.many != null) {
      renderAll(what.many, now);
    }
    return Exit.COMPLETE.code();
  }

  private static String render(One one, LocalDateTime now) {
    Map<String, @Nullable Object> context = new LinkedHashMap<>();
    context.put("add_generation_prompt", true);
    context.putAll(ChatOption.kwargs(one.kwargs));
    return ChatTemplate.parse(JsonFiles.text(one.template))
        .render(JsonFiles.messages(one.messages), context, now);
  }

  private void renderAll(Many many, LocalDateTime now) {
    Map<String, ChatTemplate> parsed = new HashMap<>();
    for (JsonFiles.Line line : JsonFiles.lines(many.cases)) {
      Map<String, Object> given = JsonFiles.object(line.text(), line.where());
      Map<String, Object> result = new LinkedHashMap<>();
      for (String name : List.of("template_name", "template_path", "case")) {
        if (given.containsKey(name)) {
          result.put(name, given.get(name));
        }
      }
      try {
        Path file = many.folder.resolve(String.valueOf(given.get("template_path")));
        ChatTemplate template =
            parsed.computeIfAbsent(
                file.toString(), name -> ChatTemplate.parse(JsonFiles.text(file)));
        result.put(
            "rendered",
            template.render(
                JsonFiles.messagesIn(given, line.where()), kwargs(given, line.where()), now));
      } catch (TemplateException | ProblemException e) {
        result.put("error", e.getMessage());
      }
      talk.json(result);
    }
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  private static Map<String, @Nullable Object> kwargs(Map<String, Object> given, String where) {
    Object kwargs = given.getOrDefault("kwargs", Map.of());
    if (kwargs instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new ProblemException(
        Problem.of(ErrorCode.BAD_INPUT, where + ": kwargs is not an object", "write {\"a\": 1}"));
  }
}
