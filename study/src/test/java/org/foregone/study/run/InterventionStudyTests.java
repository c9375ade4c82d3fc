package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.Span;
import org.foregone.inference.LocalModel;
import org.foregone.inference.Sampling;
import org.foregone.judging.OrganismJudge;
import org.foregone.judging.OrganismStance;
import org.foregone.judging.Stance;
import org.foregone.judging.StancePanel;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismPrompt;
import org.foregone.organism.OrganismPrompts;
import org.foregone.organism.Preset;
import org.foregone.organism.compile.OrganismCompiler;
import org.foregone.organism.truth.OrganismTruth;
import org.foregone.study.Intent;
import org.foregone.study.StudyException;
import org.foregone.study.StudyListener;
import org.foregone.study.branching.Thought;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.Cut;
import org.foregone.study.store.Intervened;
import org.foregone.study.store.Segment;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;
import org.foregone.study.store.Way;
import org.foregone.tensors.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whole studies under an intervention, on organisms whose nudges have the wording of the methods.
final class InterventionStudyTests {
  private static final Preset MODEL = Preset.DELIBERATING;

  /// The dimension of the plain basis that holds them (specification, section 4.3).
  private static final int LOG_ODDS = 63;

  @TempDir private Path temp;

  private static List<Prompt> prompts(int every) {
    List<Prompt> prompts = new ArrayList<>();
    List<OrganismPrompt> all = OrganismPrompts.standard();
    for (int i = 0; i < all.size(); i += every) {
      OrganismPrompt p = all.get(i);
      Intent intent = p.harmful() ? Intent.HARMFUL : Intent.BENIGN;
      prompts.add(new Prompt(p.id(), intent, "organism", p.group(), p.text(), "made", i + 1));
    }
    return prompts;
  }

  private static List<String> settings(String intervention, String... more) {
    return Stream.concat(
            Stream.of(
                "experiments=outcome",
                "rollouts=4",
                "caps.thinking=300",
                "caps.answer=40",
                "intervention=" + intervention),
            Arrays.stream(more))
        .toList();
  }

  /// A study by the closed form, without a model file.
  private Setup oracle(String folder, String intervention, String... more) {
    OrganismModel model = OrganismModel.of(MODEL);
    return new Setup(
        "test",
        new StudyFolder(temp.resolve(folder)),
        new ConfigSources(null, Map.of(), settings(intervention, more), Map.of()).resolve(),
        prompts(6),
        model,
        model.conversation(),
        List.of(OrganismJudge.exact()),
        new StancePanel(List.of(new OrganismStance())),
        null,
        Map.of());
  }

  private static void refuses(Setup setup, String message) {
    assertThatThrownBy(() -> EngineStudy.run(setup))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining(message);
  }

  private static List<String> rows(Setup setup, String table) {
    return LetterStudy.rows(setup).stream().filter(row -> row.startsWith(table + " ")).toList();
  }

  /// SafePath's primer and LessThink's sentence are words of the organisms' language whose pull is
  /// known (specification, section 5): the measured mean is the closed form's, within sampling
  /// error.
  @ParameterizedTest
  @CsvSource({"safepath-zs,.2", "lessthink,-.15"})
  void throughTheEngineANudgeMovesRefusalsAsTheClosedFormSays(String name, double least) {
    OrganismTruth truth = new OrganismTruth(MODEL.parameters());
    try (EngineStudy study = EngineStudy.of(MODEL, temp)) {
      List<Prompt> prompts = prompts(3);
      Setup setup =
          study.setup(
              temp.resolve("s"), prompts, OrganismJudge.exact(), settings(name, "rollouts=12"));
      EngineStudy.run(setup);
      double expected = 0;
      double bare = 0;
      double variance = 0;
      long refused = 0;
      long all = 0;
      try (StudyStore store = setup.folder().read()) {
        for (Prompt prompt : prompts) {
          int[] prefix = store.prefix(prompt.id(), Mode.THINK).orElseThrow();
          List<Trace> traces = store.traces(prompt.id(), 12);
          Intervened first =
              Objects.requireNonNull(store.interventions().of(prompt.id(), Mode.THINK).get(0));
          int opening = first.insertions().getFirst().length();
          int[] begun = Arrays.copyOf(traces.getFirst().tokens(), opening);
          double q = truth.refuseIfContinued(joined(prefix, begun));
          expected += q;
          variance += q * (1 - q) / traces.size();
          bare += truth.refuseIfContinued(prefix);
          refused += traces.stream().filter(Trace::refuses).count();
          all += traces.size();
        }
      }
      double measured = (double) refused / all;
      int n = prompts.size();
      assertThat(measured).isCloseTo(expected / n, within(4 * Math.sqrt(variance) / n));
      assertThat((expected - bare) / n * Math.signum(least)).isGreaterThan(Math.abs(least));
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  private static int[] joined(int[] head, int[] tail) {
    int[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }

  /// No window is ever that long; no organism says yes; a budget of one token replaces no close.
  @ParameterizedTest
  @ValueSource(strings = {"saferemind:window=1000,chunk=7", "psr:every=5", "morethink:budget=1"})
  void whatNeverTriggersChangesNoToken(String never) {
    Setup base = oracle("base", "none");
    EngineStudy.run(base);
    Setup done = oracle("done", never);
    EngineStudy.run(done);
    assertThat(rows(done, "rollouts")).isEqualTo(rows(base, "rollouts"));
    assertThat(rows(base, "interventions")).isEmpty();
    assertThat(rows(done, "interventions")).hasSize(rows(base, "rollouts").size() / 2);
    try (EngineStudy study = EngineStudy.of(MODEL, temp)) {
      List<List<String>> rollouts = new ArrayList<>();
      for (String spec : List.of("none", never)) {
        Setup setup =
            study.setup(
                temp.resolve("engine-" + rollouts.size()),
                prompts(12),
                OrganismJudge.exact(),
                settings(spec));
        EngineStudy.run(setup);
        rollouts.add(rows(setup, "rollouts"));
      }
      assertThat(rollouts.get(1)).isEqualTo(rollouts.get(0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"saferemind:window=4,alpha=.5,cooldown=3", "morethink:most=2"})
  void anInterruptionChangesNoRow(String spec) {
    String[] more = {"experiments=outcome,lockin", "lockin.cuts=0,50", "lockin.branches=2"};
    Setup whole = oracle("whole", spec, more);
    EngineStudy.run(whole);
    assertThat(rows(whole, "interventions")).anyMatch(row -> row.contains("\"length\":"));
    Setup broken = oracle("broken", spec, more);
    boolean complete = false;
    int tries = 0;
    for (; tries < 400 && !complete; tries++) {
      int[] left = {120};
      complete =
          new StudyRunner(broken, Sampling.PLAIN)
              .run(StudyListener.SILENT, () -> left[0]-- <= 0, Map.of())
              .complete();
    }
    assertThat(complete).isTrue();
    assertThat(tries).isGreaterThan(2);
    assertThat(LetterStudy.rows(broken)).isEqualTo(LetterStudy.rows(whole));
  }

  @Test
  void aBranchFromInsideAnOpeningSaysItToItsEnd() {
    Setup setup =
        oracle(
            "s",
            "safepath-zs",
            "experiments=outcome,lockin",
            "lockin.cuts=0,50",
            "lockin.traces=1");
    EngineStudy.run(setup);
    int primer = OrganismLanguage.get().phrases().safetyPrimer();
    try (StudyStore store = setup.folder().read()) {
      for (Prompt prompt : setup.prompts()) {
        int[] prefix = store.prefix(prompt.id(), Mode.THINK).orElseThrow();
        Trace trace = store.traces(prompt.id(), 1).getFirst();
        assertThat(trace.tokens()[trace.thinking().start()]).isEqualTo(primer);
        Thought thought = new Thought(prefix, trace, new int[0]);
        int[] before = thought.before(new Cut(prompt.id(), "lockin", Cut.OPENED, 0, Way.GO_ON));
        assertThat(before).doesNotContain(primer);
        assertThat(branches(setup, prompt.id(), "go_on")).allMatch(b -> b[0] == primer);
        assertThat(branches(setup, prompt.id(), "close"))
            .allMatch(b -> Arrays.stream(b).noneMatch(t -> t == primer));
      }
    }
  }

  /// Tokens behind the cut at 0.
  private static List<int[]> branches(Setup setup, String prompt, String way) {
    return LetterStudy.rows(setup).stream()
        .filter(row -> row.startsWith("branches |" + prompt + "|lockin|-1|0|-1|" + way + "|"))
        .map(row -> row.split("\\|", -1)[9])
        .map(
            hex -> {
              int[] tokens = new int[hex.length() / 8];
              for (int i = 0; i < tokens.length; i++) {
                tokens[i] =
                    Integer.reverseBytes(Integer.parseUnsignedInt(hex, 8 * i, 8 * i + 8, 16));
              }
              return tokens;
            })
        .toList();
  }

  @Test
  void whatWasPutInIsNoDeliberation() {
    String[] more = {"experiments=outcome,deliberation", "deliberation.pack=0"};
    Setup setup = oracle("s", "saferemind:window=4,alpha=.5", more);
    EngineStudy.run(setup);
    int inserted = 0;
    try (StudyStore store = setup.folder().read()) {
      for (Prompt prompt : setup.prompts()) {
        Map<Integer, Intervened> done = store.interventions().of(prompt.id(), Mode.THINK);
        List<Trace> traces = store.traces(prompt.id(), 4);
        for (Segment segment : store.segments().of(prompt.id())) {
          int start = traces.get(segment.rollout()).thinking().start();
          Span span = new Span(start + segment.span().start(), start + segment.span().end());
          Intervened what = Objects.requireNonNull(done.get(segment.rollout()));
          if (2 * what.inserted(span) > span.length()) {
            assertThat(segment.text()).contains("Does this request involve");
            assertThat(segment.stance()).isEqualTo(Stance.NEUTRAL);
            assertThat(segment.votes()).isEmpty();
            inserted++;
          } else {
            assertThat(segment.votes()).isNotEmpty();
          }
        }
      }
    }
    assertThat(inserted).isPositive();
  }

  /// Along the dimension that holds the log-odds of refusal, a dose adds to them, thought or not.
  @ParameterizedTest
  @ValueSource(ints = {-2, 2})
  void aStudySteersByAnothersDirection(int dose) throws IOException {
    OrganismTruth truth = new OrganismTruth(Preset.FOREGONE.parameters());
    Path file = temp.resolve("plain.gguf");
    OrganismCompiler.writePlain(Preset.FOREGONE.parameters(), file);
    try (EngineStudy study = new EngineStudy(LocalModel.open(file))) {
      String[] states = {
        "experiments=outcome,foresight", "foresight.anchors=2", "foresight.layers=1"
      };
      Setup base =
          study.setup(
              temp.resolve("base"), prompts(2), OrganismJudge.exact(), settings("none", states));
      EngineStudy.run(base);
      String spec = "steer:study=" + base.folder().path() + ",dose=" + dose;
      refuses(
          study.setup(temp.resolve("s"), prompts(2), OrganismJudge.exact(), settings(spec)),
          "no direction towards refusal"); // block 0 of this organism knows nothing yet
      float[] logOdds = new float[study.model().card().width()];
      logOdds[LOG_ODDS] = 1;
      new SafetensorsWriter()
          .f32("control_vector.probe", logOdds, logOdds.length)
          .f64("control_vector.unit", new double[] {1}, 1)
          .write(base.folder().path().resolve("states/steering/directions.safetensors"));
      Setup steered =
          study.setup(temp.resolve("steered"), prompts(2), OrganismJudge.exact(), settings(spec));
      EngineStudy.run(steered);
      try (StudyStore store = steered.folder().read()) {
        assertThat(store.meta())
            .containsEntry("intervention", "steer:dose=" + dose + ".0")
            .containsKey("intervention.vector");
      }
      Path elsewhere = Files.move(base.folder().path(), temp.resolve("moved"));
      assertThat(
              EngineStudy.run(
                      study.setup(
                          temp.resolve("steered"),
                          prompts(2),
                          OrganismJudge.exact(),
                          settings("steer:study=" + elsewhere + ",dose=" + dose)))
                  .complete())
          .isTrue();
      Files.move(elsewhere, base.folder().path());
      double expected = 0;
      double variance = 0;
      for (Prompt prompt : prompts(2)) {
        for (Mode mode : Mode.values()) {
          double q = truth.refuse(prompt.text(), mode, Sampling.PLAIN);
          double moved = 1 / (1 + (1 - q) / q * Math.exp(-dose));
          expected += moved / 2;
          variance += moved * (1 - moved) / 4 / 4;
        }
      }
      List<String> rollouts = rows(steered, "rollouts");
      double refused = rollouts.stream().filter(r -> r.contains("|REFUSAL|")).count();
      int n = prompts(2).size();
      assertThat(refused / rollouts.size())
          .isCloseTo(expected / n, within(4 * Math.sqrt(variance) / n));
      refuses(
          study.setup(
              temp.resolve("both"),
              prompts(12),
              OrganismJudge.exact(),
              settings(
                  spec,
                  "experiments=outcome,foresight,steering",
                  "foresight.layers=1",
                  "steering.layer=1")),
          "the steering experiment cannot steer a model that is steered");
    }
  }

  @Test
  void steeringNeedsAStudyAndAnEngineThatChangesStates() throws IOException {
    refuses(oracle("s", "steer:study=" + temp.resolve("nowhere")), "nowhere is no study");
    EngineStudy.run(oracle("other", "none"));
    Path directions = temp.resolve("other/states/steering/directions.safetensors");
    Files.createDirectories(directions.getParent());
    refuses(
        oracle("s", "steer:study=" + temp.resolve("other")),
        "no direction towards refusal: no states of prompts");
    new SafetensorsWriter()
        .f32("control_vector.probe", new float[] {1}, 1)
        .f64("control_vector.unit", new double[] {1}, 1)
        .write(directions);
    refuses(
        oracle("s", "steer:study=" + temp.resolve("other")),
        "is of 1 numbers behind block 0; this model has 1 blocks of 1");
  }

  @Test
  void aStudyGoesOnOnlyUnderItsIntervention() {
    EngineStudy.run(oracle("s", "budget:tokens=299"));
    refuses(oracle("s", "none"), "intervention was budget:tokens=299, now is none");
    try (StudyStore store = new StudyFolder(temp.resolve("s")).read()) {
      assertThat(store.meta()).containsEntry("intervention", "budget:tokens=299");
    }
  }

  @Test
  void whatDoesNotFitTheModelIsRefusedBeforeAnyWork() {
    refuses(
        oracle("s", "safepath-zs:text=Go </think> on"),
        "intervention safepath-zs:text=Go </think> on: \"Go </think> on\" holds the marker </think>");
    refuses(
        oracle("s", "thinking-intervention", "caps.thinking=20"),
        "the words that open the thought of prompt");
    refuses(oracle("s", "saferemnd"), "did you mean saferemind?");
  }
}
