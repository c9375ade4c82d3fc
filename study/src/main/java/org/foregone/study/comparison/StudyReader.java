package org.foregone.study.comparison;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Sampling;
import org.foregone.judging.Stance;
import org.foregone.judging.Verdict;
import org.foregone.study.PromptUnits.Rate;
import org.foregone.study.comparison.PromptRow.AfterCut;
import org.foregone.study.comparison.PromptRow.Answers;
import org.foregone.study.comparison.PromptRow.Place;
import org.foregone.study.comparison.PromptRow.Score;
import org.foregone.study.comparison.PromptRow.Total;
import org.foregone.study.config.ConfigSources;
import org.foregone.study.config.ResolvedConfig;
import org.foregone.study.config.StudyConfig;
import org.foregone.study.deliberation.StanceRuns;
import org.foregone.study.lockin.CutThoughts;
import org.foregone.study.lockin.LockinPlan;
import org.foregone.study.prompts.Prompt;
import org.foregone.study.store.RolloutOutcome;
import org.foregone.study.store.Segment;
import org.foregone.study.store.StoredPrompt;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.foregone.study.store.Trace;
import org.foregone.study.store.Way;
import org.jspecify.annotations.Nullable;

/// Reads what a comparison needs of a study's folder; the study may be incomplete or running.
public final class StudyReader {
  private final StudyStore store;
  private final StudyConfig config;
  private final Map<String, Map<Mode, Outcomes>> outcomes = new HashMap<>();

  /// What the rollouts of a prompt and mode came to.
  private static final class Outcomes {
    private int refusals;
    private int settled;
    private Total thinking = Total.NONE;
    private @Nullable Verdict first;

    void add(RolloutOutcome r) {
      refusals += r.verdict() == Verdict.REFUSAL ? 1 : 0;
      settled += r.verdict() != null && r.verdict().settled() ? 1 : 0;
      thinking = thinking.and(r.thinkingTokens());
      first = r.index() == 0 ? r.verdict() : first;
    }
  }

  private StudyReader(StudyStore store, StudyConfig config) {
    this.store = store;
    this.config = config;
    store.outcomes(
        r ->
            outcomes
                .computeIfAbsent(r.prompt(), p -> new EnumMap<>(Mode.class))
                .computeIfAbsent(r.mode(), m -> new Outcomes())
                .add(r));
  }

  /// @param name the study is to be called by
  /// @throws org.foregone.study.StudyException when the folder holds no study, or its
  ///     configuration cannot be read
  public static ComparedStudy read(Path path, String name) {
    StudyFolder folder = new StudyFolder(path);
    try (StudyStore store = folder.read()) {
      ResolvedConfig resolved =
          new ConfigSources(folder.resolved(), Map.of(), List.of(), Map.of()).resolveStored();
      StudyFacts facts = StudyFacts.of(folder, store, resolved);
      return new ComparedStudy(
          name,
          facts.about(name),
          facts.settings(),
          new StudyReader(store, resolved.config()).rows(),
          facts.stored(),
          new SteeredPlane(store).points());
    }
  }

  private List<PromptRow> rows() {
    List<Prompt> prompts = store.prompts().stream().map(StoredPrompt::prompt).toList();
    CutThoughts cuts = new CutThoughts(store, lockin());
    Map<String, Total> generated = generated();
    Map<String, Map<String, Score>> scores = scores();
    List<PromptRow> rows = new ArrayList<>();
    for (Prompt prompt : prompts) {
      Map<Mode, Outcomes> modes = outcomes.getOrDefault(prompt.id(), Map.of());
      Map<Mode, Answers> rollouts = new EnumMap<>(Mode.class);
      modes.forEach((mode, o) -> rollouts.put(mode, new Answers(o.refusals, o.settled)));
      Outcomes thinking = modes.get(Mode.THINK);
      rows.add(
          new PromptRow(
              prompt,
              rollouts,
              thinking == null ? Total.NONE : thinking.thinking,
              generated.getOrDefault(prompt.id(), Total.NONE),
              cuts(prompt.id(), cuts),
              oscillations(prompt.id()),
              scores.getOrDefault(prompt.id(), Map.of())));
    }
    return rows;
  }

  private LockinPlan lockin() {
    StudyConfig.LockinChoice choice = config.lockin();
    return new LockinPlan(
        choice.cuts(),
        choice.ways(),
        Math.min(choice.traces(), config.rollouts()),
        choice.branches(),
        config.caps(),
        config.sampling().over(Sampling.PLAIN),
        config.seed());
  }

  private Map<Place, AfterCut> cuts(String prompt, CutThoughts cuts) {
    Map<Place, AfterCut> after = new LinkedHashMap<>();
    for (Way way : config.lockin().ways()) {
      for (int percent : config.lockin().cuts()) {
        List<Answers> prefixes =
            cuts.prefixes(prompt, percent, way).stream()
                .map(a -> new Answers(a.refusals(), a.settled()))
                .toList();
        if (prefixes.stream().anyMatch(a -> a.settled() > 0)) {
          Rate agreement = cuts.agreement(prompt, percent, way);
          after.put(new Place(way, percent), new AfterCut(prefixes, agreement));
        }
      }
    }
    return after;
  }

  private Map<String, Total> generated() {
    Map<String, Total> generated = new HashMap<>();
    store.generated(
        (prompt, tokens) ->
            generated.merge(prompt, new Total(tokens, 1), (sum, one) -> sum.and(one.sum())));
    return generated;
  }

  /// Changes of side over the traces that were split and do not end in a loop.
  private Total oscillations(String prompt) {
    Map<Integer, List<@Nullable Stance>> stances =
        store.segments().of(prompt).stream()
            .collect(
                Collectors.groupingBy(
                    Segment::rollout,
                    Collectors.mapping(Segment::stance, Collectors.toCollection(ArrayList::new))));
    Total total = Total.NONE;
    if (!stances.isEmpty()) {
      for (Trace trace : store.traces(prompt, config.deliberation().traces())) {
        List<@Nullable Stance> of = stances.get(trace.index());
        if (of != null && !trace.loops()) {
          total = total.and(StanceRuns.of(of).changes().size());
        }
      }
    }
    return total;
  }

  private Map<String, Map<String, Score>> scores() {
    Map<String, Map<String, Score>> scores = new HashMap<>();
    for (String anchor : List.of("prompt", "first")) {
      store
          .scores(anchor)
          .forEach(
              (prompt, logit) -> {
                Outcomes thinking = outcomes.getOrDefault(prompt, Map.of()).get(Mode.THINK);
                Verdict first = thinking == null ? null : thinking.first;
                if (first != null && first.settled()) {
                  scores
                      .computeIfAbsent(prompt, p -> new HashMap<>())
                      .put(anchor, new Score(logit, first == Verdict.REFUSAL));
                }
              });
    }
    return scores;
  }
}
