package org.foregone.study.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Message;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.RenderedPrompt;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.StudyException.Problem;
import org.foregone.study.config.StudyConfig.Caps;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.StoredPrompt;
import org.foregone.study.store.StudyStore;

/// Renders prompts, checks that they fit the model and are those of the study, and puts the new
/// ones into the store, before any work.
final class Preparation {
  private final Conversation conversation;
  private final Caps caps;
  private final int aside;
  private final int contextLimit;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Prompt> fresh = new ArrayList<>();
  private int needed;
  private int room = Integer.MAX_VALUE;

  /// @param aside tokens that may stand behind a thought in place of the answer
  /// @param contextLimit longest sequence the model can have
  Preparation(Conversation conversation, Caps caps, int aside, int contextLimit) {
    this.conversation = conversation;
    this.caps = caps;
    this.aside = aside;
    this.contextLimit = contextLimit;
  }

  /// The longest sequence that these prompts can lead to. Writes nothing: prompts with problems
  /// leave no trace in the store.
  ///
  /// @throws StudyException naming every prompt that cannot be rendered, does not fit or differs
  ///     from the one stored under its id, and saying when stored prompts are rendered otherwise
  ///     now
  int check(List<Prompt> prompts, StudyStore store) {
    Map<String, StoredPrompt> before = new HashMap<>();
    store.prompts().forEach(p -> before.put(p.prompt().id(), p));
    List<String> changed = new ArrayList<>();
    for (Prompt prompt : prompts) {
      Map<Mode, RenderedPrompt> modes = rendered(prompt);
      StoredPrompt stored = before.get(prompt.id());
      if (stored == null) {
        fresh.add(prompt);
      } else if (!stored.prompt().text().equals(prompt.text())
          || stored.prompt().intent() != prompt.intent()) {
        problems.add(
            new Problem(
                Kind.OTHER_STUDY,
                "%s: prompt %s differs from the one in the study"
                    .formatted(prompt.place(), prompt.id()),
                "give it another id, or use another folder with --out"));
      } else if (differs(prompt, modes, store)) {
        changed.add(prompt.id());
      }
      modes.forEach((mode, r) -> measure(prompt, mode, r));
    }
    if (!changed.isEmpty()) {
      problems.add(
          new Problem(
              Kind.OTHER_STUDY,
              "%,d prompts are rendered to other tokens than those in the study (first: %s)"
                  .formatted(changed.size(), changed.getFirst()),
              "use the template, system prompt and model that began it, or another folder with --out"));
    }
    if (!problems.isEmpty()) {
      throw new StudyException(problems);
    }
    return needed;
  }

  private static boolean differs(Prompt prompt, Map<Mode, RenderedPrompt> modes, StudyStore store) {
    return modes.entrySet().stream()
        .anyMatch(
            e ->
                !store
                    .prefix(prompt.id(), e.getKey())
                    .filter(stored -> Arrays.equals(stored, e.getValue().tokens()))
                    .isPresent());
  }

  /// Stores the prompts that [#check] found to be new.
  void store(StudyStore store) {
    for (Prompt prompt : fresh) {
      Map<Mode, RenderedPrompt> modes = rendered(prompt);
      RenderedPrompt think = modes.get(Mode.THINK);
      if (think == null) {
        throw new IllegalStateException(prompt.id() + " was rendered before, now it is not");
      }
      Map<Mode, int[]> prefixes = new EnumMap<>(Mode.class);
      modes.forEach((mode, r) -> prefixes.put(mode, r.tokens()));
      store.putPrompt(
          new StoredPrompt(prompt, think.hasMarkers(), think.tokens().length), prefixes);
    }
  }

  private Map<Mode, RenderedPrompt> rendered(Prompt prompt) {
    Map<Mode, RenderedPrompt> modes = new EnumMap<>(Mode.class);
    try {
      for (Mode mode : Mode.values()) {
        modes.put(mode, conversation.prompt(List.of(Message.user(prompt.text())), mode));
      }
    } catch (RuntimeException e) {
      problems.add(
          new Problem(
              Kind.TEMPLATE,
              "%s: the chat template cannot render prompt %s: %s"
                  .formatted(prompt.place(), prompt.id(), e.getMessage()),
              "choose another template or its template-kwargs"));
    }
    return modes;
  }

  private void measure(Prompt prompt, Mode mode, RenderedPrompt rendered) {
    int close = conversation.forcedClose().length;
    boolean thinks = mode == Mode.THINK && close > 0;
    int opening = thinks ? conversation.opening(rendered.tokens()).length : 0;
    if (opening > caps.thinking()) {
      problems.add(
          new Problem(
              Kind.CONTEXT,
              "%s: the words that open the thought of prompt %s take %,d tokens, caps.thinking is %,d"
                  .formatted(prompt.place(), prompt.id(), opening, caps.thinking()),
              "raise caps.thinking, or say it shorter"));
    }
    int answer = thinks ? Math.max(close + caps.answer(), aside) : caps.answer();
    int behind = answer + (thinks ? caps.thinking() : 0);
    int length = rendered.tokens().length;
    needed = Math.max(needed, length + behind);
    if (length + behind <= contextLimit) {
      return;
    }
    int free = contextLimit - length - answer;
    room = Math.min(room, free);
    problems.add(
        new Problem(
            Kind.CONTEXT,
            "%s: prompt %s does not fit in mode %s: %,d tokens and up to %,d behind them, the context holds %,d"
                .formatted(prompt.place(), prompt.id(), mode, length, behind, contextLimit),
            thinks && free > 0
                ? "caps.thinking=" + room + " would fit it and those before it"
                : "lower caps.answer, shorten the prompt or leave it out"));
  }
}
