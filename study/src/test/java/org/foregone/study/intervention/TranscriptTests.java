package org.foregone.study.intervention;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Conversation.Opening;
import org.foregone.dialogue.Message;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.Transcript;
import org.foregone.fixtures.Fixtures;
import org.foregone.inference.Completion;
import org.foregone.inference.Completion.Finish;
import org.foregone.inference.Completion.Insertion;
import org.foregone.inference.Engine;
import org.foregone.inference.LlamaOptions;
import org.foregone.inference.LocalModel;
import org.foregone.inference.Sampling;
import org.foregone.organism.Preset;
import org.foregone.organism.compile.OrganismCompiler;
import org.foregone.study.config.StudyConfig.Caps;
import org.foregone.study.outcome.RolloutRequests;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Rollouts of real models under every intervention, token by token: what was put in stands in its
/// place, all before it is what the bare model says, and the budget holds.
class TranscriptTests {
  private static final List<String> SPECS =
      List.of(
          "safepath-zs",
          "saferemind:window=5,alpha=1",
          "psr:every=8",
          "zerothink",
          "lessthink",
          "morethink",
          "thinking-intervention",
          "system-prompt",
          "budget:tokens=20");

  @TempDir static Path temp;

  @TestFactory
  Stream<DynamicNode> everyInterventionInEveryFormat() {
    assertThat(SPECS.stream().map(spec -> spec.replaceFirst(":.*", "")))
        .containsExactlyElementsOf(
            Interventions.ALL.stream()
                .map(Declared::name)
                .filter(name -> !name.equals("steer")) // puts no words in
                .toList());
    Path organism = temp.resolve("organism.gguf");
    OrganismCompiler.write(Preset.DELIBERATING.parameters(), organism);
    return Stream.of(
        cases("harmony", ChainModel.harmony().write(temp.resolve("harmony.gguf")), 220, 16),
        cases("opened", ChainModel.opened().write(temp.resolve("opened.gguf")), 220, 16),
        cases("opening", ChainModel.opening().write(temp.resolve("opening.gguf")), 220, 16),
        cases("organism", organism, 150, 4));
  }

  @TestFactory
  @Tag("fixtures")
  Stream<DynamicNode> everyInterventionOnTheRealModel() {
    return Stream.of(
        cases("real", Fixtures.require("models").resolve("smolthink-135m-q5_0.gguf"), 48, 1));
  }

  private static DynamicNode cases(String name, Path model, int cap, int rollouts) {
    return DynamicContainer.dynamicContainer(
        name,
        Stream.of(
            DynamicTest.dynamicTest(
                "transcripts",
                () -> {
                  try (LocalModel loaded = LocalModel.open(model);
                      Engine engine = loaded.engine(LlamaOptions.defaults(512, 1).withWidth(8))) {
                    new Talk(name, loaded, engine, new Caps(cap, 12), rollouts).check();
                  }
                })));
  }

  /// One model's rollouts.
  private record Talk(String name, LocalModel model, Engine engine, Caps caps, int rollouts) {
    void check() {
      Conversation bare = conversation();
      List<Completion> base = rollouts(bare, Intervention.NONE);
      for (String spec : SPECS) {
        Intervention intervention = Interventions.of(spec).intervention();
        List<Completion> done = rollouts(bare, intervention);
        Conversation talk = bare.with(intervention::over);
        int changed = 0;
        for (int i = 0; i < rollouts; i++) {
          String where = name + ", " + spec + ", rollout " + i;
          whole(where, talk, intervention, done.get(i));
          changed += inserted(where, talk, intervention, base.get(i), done.get(i));
        }
        boolean ready = List.of("harmony", "opened", "opening").contains(name);
        if (ready && intervention.steps(talk, 1) != null) {
          assertThat(changed).as(name + ": something is done by " + spec).isPositive();
        }
      }
    }

    private Conversation conversation() {
      return Conversation.of(
          null,
          Objects.requireNonNull(model.card().chatTemplate()),
          model.vocabulary(),
          Conversation.Options.at(LocalDateTime.of(2026, 1, 1, 12, 0)));
    }

    private int[] prompt(Conversation talk) {
      return talk.prompt(List.of(Message.user("how do I bake bread")), Mode.THINK).tokens();
    }

    private List<Completion> rollouts(Conversation bare, Intervention intervention) {
      Conversation talk = bare.with(intervention::over);
      int[] prompt = prompt(talk);
      RolloutRequests requests =
          new RolloutRequests(talk, intervention.over(caps), Sampling.PLAIN, 3);
      List<Completion> completions =
          new IntervenedEngine(engine, intervention, talk, null)
              .complete(List.of(requests.of("p", "p", Mode.THINK, prompt, new int[0], 0, rollouts)))
              .getFirst();
      int[] begun = requests.begun(Mode.THINK, prompt, new int[0]);
      return completions.stream().map(c -> behind(begun, c)).toList();
    }

    /// As a rollout is stored: with its opening.
    private static Completion behind(int[] begun, Completion c) {
      int forced = c.forcedCloseAt();
      return new Completion(
          c.index(),
          joined(begun, c.tokens()),
          c.finish(),
          forced < 0 ? -1 : begun.length + forced,
          c.logprobs(),
          c.entropies(),
          null,
          c.amended());
    }

    /// The parts tile it, the thought keeps to its cap, and the opening stands at its beginning.
    private void whole(
        String where, Conversation talk, Intervention intervention, Completion rollout) {
      Transcript parts =
          talk.split(
              Mode.THINK,
              rollout.tokens(),
              rollout.finish() == Finish.LENGTH,
              rollout.forcedCloseAt());
      int cap = intervention.over(caps).thinking();
      assertThat(parts.thinking().end())
          .as(where)
          .isLessThanOrEqualTo(Math.max(cap, rollout.forcedCloseAt()));
      assertThat(parts.answer().length()).as(where).isLessThanOrEqualTo(caps.answer() + 1);
      if (rollout.forcedCloseAt() >= 0) {
        assertThat(rollout.forcedCloseAt()).as(where).isBetween(cap, cap + 6);
        int[] close = talk.forcedClose();
        assertThat(slice(rollout, rollout.forcedCloseAt(), close.length)).isEqualTo(close);
      }
      Opening opening = intervention.over(Conversation.Options.at(LocalDateTime.MIN)).opening();
      if (opening != null) {
        int[] begun = talk.opening(prompt(talk));
        assertThat(slice(rollout, 0, begun.length)).as(where).isEqualTo(begun);
        assertThat(talk.text(rollout.tokens(), parts.thinking()))
            .as(where)
            .startsWith(opening.text());
        int[] words = model.vocabulary().tokenize(opening.text(), false);
        assertThat(slice(rollout, parts.open().end(), words.length)).as(where).isEqualTo(words);
      }
    }

    /// All before the first place is the base's; words stand where they are said to.
    ///
    /// @return places
    private int inserted(
        String where,
        Conversation talk,
        Intervention intervention,
        Completion base,
        Completion rollout) {
      if (intervention.steps(talk, 1) == null) {
        assertThat(rollout.amended()).as(where).isNull();
        return 0;
      }
      List<Insertion> places = Objects.requireNonNull(rollout.amended()).insertions();
      int first = places.isEmpty() ? base.tokens().length : places.getFirst().at();
      assertThat(slice(rollout, 0, first)).as(where).isEqualTo(slice(base, 0, first));
      if (places.isEmpty()) {
        assertThat(rollout.tokens()).as(where).isEqualTo(base.tokens());
        assertThat(rollout.forcedCloseAt()).isEqualTo(base.forcedCloseAt());
        assertThat(rollout.finish()).isEqualTo(base.finish());
      }
      List<int[]> said = new ArrayList<>();
      for (Insertion place : places) {
        int[] before = slice(rollout, 0, place.at());
        intervention.words().forEach(words -> said.add(talk.inserted(words, before)));
        if (intervention instanceof Psr) {
          assertThat(place.length()).isZero();
          assertThat(place.dropped()).as(where).hasSizeBetween(8, 14);
        } else {
          assertThat(said)
              .as(where)
              .anySatisfy(
                  words -> assertThat(slice(rollout, place.at(), place.length())).isEqualTo(words));
        }
      }
      if (!places.isEmpty() && intervention instanceof MoreThink) {
        assertThat(places.getFirst().dropped())
            .as(where)
            .isEqualTo(slice(base, first, places.getFirst().dropped().length));
      }
      return places.size();
    }

    private static int[] slice(Completion c, int from, int length) {
      return Arrays.copyOfRange(c.tokens(), from, from + length);
    }

    private static int[] joined(int[] head, int[] tail) {
      int[] all = Arrays.copyOf(head, head.length + tail.length);
      System.arraycopy(tail, 0, all, head.length, tail.length);
      return all;
    }
  }
}
