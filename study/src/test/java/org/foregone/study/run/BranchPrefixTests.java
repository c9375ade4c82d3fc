package org.foregone.study.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Span;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.ThinkingBudget;
import org.foregone.judging.Judge;
import org.foregone.judging.Stance;
import org.foregone.judging.StancePanel;
import org.foregone.judging.StanceReader;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.store.Change;
import org.foregone.study.store.Cut;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Way;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Cutting never tokenises again: what the engine is asked for every branch of lock-in and
/// causality begins with the trace's own ids. The model thinks in bytes, in emoji and in halves of
/// them, so that the text of most cuts would make other ids.
final class BranchPrefixTests {
  private static final int CAP = 60;

  @TempDir private Path temp;

  /// Says sentences for one side and the other.
  private static final class Thinker implements LetterModel.Writer {
    private static final byte[][] SENTENCES = {
      "No🔥. ".getBytes(UTF_8),
      "Yes é漢. ".getBytes(UTF_8),
      "Hm🧑🏽‍🚒.\n".getBytes(UTF_8),
      {'N', 'o', (byte) 0xf0, (byte) 0x9f, '.', ' '}, // the first half of an emoji
      {'Y', 'e', 's', (byte) 0x94, (byte) 0xa5, '.', ' '}, // the second half of one
    };

    @Override
    public Completion write(Continuation request, int index) {
      RandomGenerator random = new SplittableRandom(request.seed() + 31L * index);
      List<Integer> tokens = new ArrayList<>();
      int forced = -1;
      ThinkingBudget budget = request.thinking();
      if (!request.bias().isEmpty()) {
        while (tokens.size() < request.maxTokens()) {
          say(tokens, random, request.maxTokens());
        }
      } else {
        if (budget != null) {
          forced = think(request, budget, tokens, random);
        }
        tokens.add(random.nextBoolean() ? (int) 'n' : (int) 'y');
      }
      int[] all = tokens.stream().mapToInt(Integer::intValue).toArray();
      return new Completion(index, all, Completion.Finish.STOP, forced, new float[0]);
    }

    /// Its own close is not the one that is forced.
    private static int think(
        Continuation request, ThinkingBudget budget, List<Integer> tokens, RandomGenerator random) {
      if (request.prefix().length == request.prompt()) {
        tokens.add(LetterModel.OPEN);
        tokens.add((int) '\n');
      }
      do {
        say(tokens, random, budget.thinkingTokens());
      } while (tokens.size() < budget.thinkingTokens() && random.nextDouble() < .8);
      if (tokens.size() < budget.thinkingTokens()) {
        tokens.add(LetterModel.CLOSE);
        tokens.add((int) '\n');
        return -1;
      }
      int forced = tokens.size();
      for (int token : budget.forcedClose()) {
        tokens.add(token);
      }
      return forced;
    }

    private static void say(List<Integer> tokens, RandomGenerator random, int most) {
      for (byte b : SENTENCES[random.nextInt(SENTENCES.length)]) {
        if (tokens.size() < most) {
          tokens.add(b & 0xff);
        }
      }
    }
  }

  /// Reads a sentence's first word.
  private record FirstWord() implements StanceReader {
    @Override
    public Judge.Identity identity() {
      return new Judge.Identity("first-word", "1", "00");
    }

    @Override
    public List<@Nullable Stance> judge(String question, List<String> segments) {
      List<@Nullable Stance> stances = new ArrayList<>();
      for (String segment : segments) {
        stances.add(
            segment.startsWith("No")
                ? Stance.REFUSE
                : segment.startsWith("Yes") ? Stance.COMPLY : Stance.NEUTRAL);
      }
      return stances;
    }
  }

  private Setup setup(RecordedModel model, Way way) {
    Setup s = LetterStudy.setup(temp.resolve("s"), LetterStudy.prompts(4), Map.of());
    List<String> settings =
        List.of(
            "experiments=outcome,lockin,deliberation,causality",
            "rollouts=3",
            "caps.thinking=" + CAP,
            "caps.answer=4",
            "lockin.cuts=0,50,100,120,150",
            "lockin.ways=close,go_on",
            "lockin.traces=3",
            "lockin.branches=2",
            "deliberation.pack=0",
            "deliberation.traces=3",
            "causality.cuts=changes,random,sentences",
            "causality.way=" + way.word(),
            "causality.rule=fixed",
            "causality.k=8",
            "causality.most=3",
            "causality.traces=3");
    return new Setup(
        s.name(),
        s.folder(),
        new ConfigSources(null, Map.of(), settings, Map.of()).resolve(),
        s.prompts(),
        model,
        s.conversation(),
        s.judges(),
        new StancePanel(List.of(new FirstWord())),
        null,
        s.provenance());
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void everyBranchIsAskedBehindTheTracesOwnIds(Way way) {
    RecordedModel model = new RecordedModel(new LetterModel(new Thinker()), new ArrayList<>());
    Setup setup = setup(model, way);
    assertThat(LetterStudy.run(setup).complete()).isTrue();
    Conversation conversation = setup.conversation();
    try (StudyStore store = StudyStore.read(setup.folder().database())) {
      AskedBranches.Seen seen =
          new AskedBranches(store, conversation.forcedClose()).check(model.asked());

      // every kind of cut was among them
      for (Way lockin : Way.values()) {
        some(seen, c -> lockin(c, lockin) && c.rollout() == Cut.OPENED);
        some(seen, c -> lockin(c, lockin) && c.at() > 0 && c.at() < length(store, c));
      }
      some(seen, c -> lockin(c, Way.CLOSE) && c.at() == length(store, c));
      some(seen, c -> lockin(c, Way.CLOSE) && c.at() > length(store, c));
      assertThat(seen.extensions()).isNotEmpty();
      assertThat(store.changes().all())
          .extracting(Change::kind)
          .contains(Change.Kind.CHANGES, Change.Kind.RANDOM, Change.Kind.SENTENCES);
      for (Change change : store.changes().all()) {
        assertThat(seen.cuts())
            .contains(change.preCut("causality", way), change.postCut("causality", way));
      }
      some(seen, c -> c.experiment().equals("causality") && c.omitted() != Cut.WHOLE);
      // and thoughts that ended by themselves and by force
      assertThat(setup.prompts().stream().flatMap(p -> store.traces(p.id(), 3).stream()))
          .anyMatch(t -> t.closed() == Close.NATURAL)
          .anyMatch(t -> t.closed() == Close.FORCED);
    }
    // the text of many of them makes other ids: to tokenise again would have been seen
    long others =
        branches(model).filter(request -> !survives(conversation, model, request)).count();
    assertThat(others).isGreaterThan(branches(model).count() / 4);
  }

  private static boolean lockin(Cut cut, Way way) {
    return cut.experiment().equals("lockin") && cut.way() == way;
  }

  private static int length(StudyStore store, Cut cut) {
    return store.traces(cut.prompt(), 3).stream()
        .filter(t -> t.index() == cut.rollout())
        .mapToInt(t -> t.thinking().length())
        .findFirst()
        .orElse(0);
  }

  private static void some(AskedBranches.Seen seen, Predicate<Cut> what) {
    assertThat(seen.cuts()).anyMatch(what);
  }

  private static Stream<Continuation> branches(RecordedModel model) {
    return model.asked().stream().filter(r -> r.prefix().length > r.prompt());
  }

  private static boolean survives(
      Conversation conversation, RecordedModel model, Continuation request) {
    String text = conversation.text(request.prefix(), new Span(0, request.prefix().length));
    return Arrays.equals(model.vocabulary().tokenize(text, true), request.prefix());
  }
}
