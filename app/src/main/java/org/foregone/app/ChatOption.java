package org.foregone.app;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Message;
import org.foregone.inference.LocalModel;
import org.foregone.study.config.StudyConfig.DialogueChoice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How messages become a prompt.
final class ChatOption {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description = "a chat template instead of the model's own")
  private @Nullable Path template;

  @Option(names = "--kwargs", paramLabel = "JSON", description = "keyword arguments for it")
  private @Nullable String kwargs;

  @Option(
      names = "--date",
      paramLabel = "\"YYYY-MM-DD HH:MM:SS\"",
      description = "the date that a template may print (now)")
  private @Nullable String date;

  Conversation conversation(LocalModel model) {
    return Conversations.of(
        Conversations.template(template, model.card().chatTemplate()),
        model.vocabulary(),
        new DialogueChoice(null, null, kwargs(kwargs), null, date(date), true));
  }

  List<Message> messages(Path file) {
    List<Message> messages = new ArrayList<>();
    for (Map<String, Object> message : JsonFiles.messages(file)) {
      String where = file + ": message " + (messages.size() + 1);
      messages.add(new Message(String.valueOf(message.get("role")), content(message, where)));
    }
    return messages;
  }

  /// A text, or the texts of a list of parts joined as they are.
  private static String content(Map<String, Object> message, String where) {
    return switch (message.get("content")) {
      case String text -> text;
      case List<?> parts -> {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
          if (!(part instanceof Map<?, ?> map && map.get("text") instanceof String piece)) {
            throw notText(where);
          }
          text.append(piece);
        }
        yield text.toString();
      }
      case null, default -> throw notText(where);
    };
  }

  private static ProblemException notText(String where) {
    return new ProblemException(
        Problem.of(
            ErrorCode.BAD_INPUT,
            where + ": its content is not text",
            "a string, or a list of {\"type\":\"text\",\"text\":\"...\"}"));
  }

  static Map<String, Object> kwargs(@Nullable String json) {
    return json == null ? Map.of() : JsonFiles.object(json, "--kwargs");
  }

  /// The date given, or now.
  static LocalDateTime date(@Nullable String text) {
    if (text == null) {
      return LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    }
    try {
      return LocalDateTime.parse(text, DATE);
    } catch (DateTimeParseException e) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.BAD_VALUE,
              "--date: `" + text + "` is not a date and time",
              "write it as \"2026-01-15 10:20:30\""));
    }
  }
}
