package org.foregone.dialogue;

import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.foregone.dialogue.ReasoningFormat.Harmony;
import org.foregone.dialogue.ReasoningFormat.NoReasoning;
import org.foregone.dialogue.ReasoningFormat.OpenedBy;
import org.foregone.dialogue.ReasoningFormat.ThinkTags;
import org.jspecify.annotations.Nullable;

/// Finds a model's [ReasoningFormat]: from what its template says and does and from its vocabulary,
/// or by name.
public final class ReasoningFormats {
  /// The names a format can be asked for by.
  public static final List<String> NAMES =
      List.of("think-tags", "think-tags-opened", "harmony", "none");

  private record Tags(String open, String close) {}

  /// The pairs of tags in use, most common first.
  private static final List<Tags> KNOWN =
      List.of(
          new Tags("<think>", "</think>"),
          new Tags("[THINK]", "[/THINK]"),
          new Tags("<seed:think>", "</seed:think>"),
          new Tags("◁think▷", "◁/think▷"));

  /// The keywords that templates switch thinking by.
  private static final List<String> TOGGLES = List.of("enable_thinking", "thinking");

  private ReasoningFormats() {}

  /// The format called `name`, or the detected one where `name` is null.
  ///
  /// @throws IllegalArgumentException for an unknown name, with the nearest one
  public static ReasoningFormat choose(
      @Nullable String name, String templateText, Renderer template, Vocabulary vocabulary) {
    if (name == null) {
      return detect(templateText, template, vocabulary);
    }
    Tags tags = tags(templateText, vocabulary).orElse(KNOWN.getFirst());
    return switch (name) {
      case "think-tags" -> thinkTags(tags, OpenedBy.MODEL, template, vocabulary);
      case "think-tags-opened" -> thinkTags(tags, OpenedBy.TEMPLATE, template, vocabulary);
      case "harmony" -> new Harmony();
      case "none" -> new NoReasoning();
      default ->
          throw new IllegalArgumentException(
              "unknown reasoning format \""
                  + name
                  + "\"; did you mean \""
                  + nearest(name)
                  + "\"? There are "
                  + String.join(", ", NAMES));
    };
  }

  /// The format that the template and the vocabulary show.
  ///
  /// Harmony: its markers are tokens and the template writes channels. Think tags: the template
  /// speaks of a known pair of tags or the vocabulary has them; who opens them and which keyword
  /// switches them is seen by rendering a short conversation.
  public static ReasoningFormat detect(
      String templateText, Renderer template, Vocabulary vocabulary) {
    boolean channels =
        new Harmony().markers().stream().allMatch(m -> vocabulary.special(m).isPresent());
    if (channels && templateText.contains(Harmony.CHANNEL)) {
      return new Harmony();
    }
    return tags(templateText, vocabulary)
        .<ReasoningFormat>map(tags -> thinkTags(tags, null, template, vocabulary))
        .orElseGet(NoReasoning::new);
  }

  private static Optional<Tags> tags(String templateText, Vocabulary vocabulary) {
    Optional<Tags> spoken =
        KNOWN.stream()
            .filter(t -> templateText.contains(t.open()) || templateText.contains(t.close()))
            .findFirst();
    return spoken.or(
        () -> KNOWN.stream().filter(t -> vocabulary.special(t.close()).isPresent()).findFirst());
  }

  /// @param openedBy null to see from the rendered generation prompt
  private static ThinkTags thinkTags(
      Tags tags, @Nullable OpenedBy openedBy, Renderer template, Vocabulary vocabulary) {
    String toggle =
        TOGGLES.stream()
            .filter(
                t ->
                    !probe(template, vocabulary, Map.of(t, true))
                        .equals(probe(template, vocabulary, Map.of(t, false))))
            .findFirst()
            .orElse(null);
    if (openedBy == null) {
      String prompt = probe(template, vocabulary, toggle == null ? Map.of() : Map.of(toggle, true));
      openedBy = prompt.stripTrailing().endsWith(tags.open()) ? OpenedBy.TEMPLATE : OpenedBy.MODEL;
    }
    return new ThinkTags(tags.open(), tags.close(), openedBy, toggle);
  }

  private static String probe(
      Renderer template, Vocabulary vocabulary, Map<String, Object> kwargs) {
    return template.render(
        List.of(Map.of("role", "user", "content", "Hello")),
        Conversation.context(vocabulary, kwargs),
        LocalDateTime.of(2026, 1, 15, 10, 20, 30));
  }

  private static String nearest(String name) {
    return NAMES.stream()
        .min(Comparator.comparingInt(known -> distance(name, known)))
        .orElseThrow();
  }

  /// Levenshtein's edit distance.
  private static int distance(String a, String b) {
    int[] row = IntStream.rangeClosed(0, b.length()).toArray();
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
