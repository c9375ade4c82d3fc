package org.foregone.study.deliberation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.fixtures.StatsCase;
import org.foregone.judging.Stance;
import org.foregone.study.deliberation.PaperChunks.Chunk;
import org.foregone.study.deliberation.PaperLabels.Tie;
import org.foregone.study.deliberation.StanceRuns.Change;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// The topic `segments` of the statistics fixtures: the paper's chunks, labels and counts.
@Tag("fixtures")
final class SegmentsFixtureTests {

  @TestFactory
  Stream<DynamicTest> everyCaseAgrees() {
    return StatsCase.of("segments").stream()
        .map(c -> DynamicTest.dynamicTest(c.id(), () -> check(c)));
  }

  private static void check(StatsCase c) {
    JsonNode items = c.input().path("items");
    assertThat(items.size()).isPositive().isEqualTo(c.expected().path("items").size());
    for (int i = 0; i < items.size(); i++) {
      JsonNode item = items.path(i);
      JsonNode wanted = c.expected().path("items").path(i);
      if (item.has("text")) {
        chunking(item.path("text").asString(), wanted);
      } else if (item.has("labels")) {
        labels(stances(item.path("labels")), wanted);
      } else {
        majority(item, wanted);
      }
    }
    if (c.expected().has("aggregate")) {
      aggregate(c, items);
    }
  }

  private static void chunking(String text, JsonNode wanted) {
    List<Chunk> chunks = PaperChunks.of(text);
    List<Chunk> kept = chunks.stream().filter(Chunk::kept).toList();
    assertThat(kept.stream().map(Chunk::text).toList())
        .isEqualTo(wanted.path("chunks").valueStream().map(JsonNode::asString).toList());
    assertThat(kept.stream().map(Chunk::length).toList())
        .isEqualTo(numbers(wanted.path("chunk_lengths_code_points")));
    assertThat(chunks).hasSize(wanted.path("spans").size());
    for (int i = 0; i < chunks.size(); i++) {
      Chunk chunk = chunks.get(i);
      JsonNode span = wanted.path("spans").path(i);
      assertThat(chunk.start()).isEqualTo(span.path("start_utf16").asInt());
      assertThat(chunk.end()).isEqualTo(span.path("end_utf16").asInt());
      assertThat(text.codePointCount(0, chunk.start())).isEqualTo(span.path("start").asInt());
      assertThat(text.codePointCount(0, chunk.end())).isEqualTo(span.path("end").asInt());
      assertThat(chunk.kept()).isEqualTo(span.path("kept").asBoolean());
    }
    assertThat(kept.stream().map(k -> text.codePointCount(0, k.end())).toList())
        .isEqualTo(numbers(wanted.path("our_prefix_ends_code_points")));
    String rejoined = kept.stream().map(Chunk::text).collect(Collectors.joining(" "));
    assertThat(rejoined.equals(text))
        .isEqualTo(wanted.path("paper_prefix_after_all_chunks_equals_text").asBoolean());
  }

  private static void labels(List<@Nullable Stance> labels, JsonNode wanted) {
    StanceRuns runs = StanceRuns.of(labels);
    List<List<Integer>> segments = segments(labels, runs);
    assertThat(segments)
        .isEqualTo(
            wanted.path("segments").valueStream().map(SegmentsFixtureTests::numbers).toList());
    assertThat(filled(segments)).isEqualTo(numbers(wanted.path("filled")));
    List<Change> changes = runs.changes();
    JsonNode transitions = wanted.path("transitions");
    assertThat(changes).hasSize(transitions.size());
    TreeSet<Integer> cuts = new TreeSet<>();
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      JsonNode t = transitions.path(i);
      assertThat(change.before().stance().sign()).isEqualTo(t.path("pre_sign").asInt());
      assertThat(change.sign()).isEqualTo(t.path("post_sign").asInt());
      assertThat(change.before().last()).isEqualTo(t.path("pre_end").asInt());
      assertThat(change.after().last()).isEqualTo(t.path("post_end").asInt());
      assertThat(change.before().length()).isEqualTo(t.path("pre_len").asInt());
      assertThat(change.after().length()).isEqualTo(t.path("post_len").asInt());
      assertThat(change.before().last() + 1).isEqualTo(t.path("pre_cut").asInt());
      assertThat(change.after().last() + 1).isEqualTo(t.path("post_cut").asInt());
      cuts.add(change.before().last() + 1);
      cuts.add(change.after().last() + 1);
    }
    assertThat(List.copyOf(cuts)).isEqualTo(numbers(wanted.path("distinct_cut_points")));
    assertThat(longEnough(changes, 2, 2))
        .isEqualTo(wanted.path("n_transitions_Lpre2_Lmin2").asInt());
    assertThat(longEnough(changes, 1, 3))
        .isEqualTo(wanted.path("n_transitions_Lpre1_Lmin3").asInt());
    assertThat(flips(labels))
        .isEqualTo(
            wanted
                .path("raw_sign_flips")
                .valueStream()
                .map(f -> f.path(0).asInt() + " " + f.path(1).asString())
                .toList());
  }

  private static long longEnough(List<Change> changes, int before, int after) {
    return changes.stream()
        .filter(c -> c.before().length() >= before && c.after().length() >= after)
        .count();
  }

  /// Stance, first, last and length of the paper's segments: our runs, and the neutral chunks
  /// before the first.
  private static List<List<Integer>> segments(List<@Nullable Stance> labels, StanceRuns runs) {
    List<List<Integer>> segments = new ArrayList<>();
    int leading = runs.runs().isEmpty() ? labels.size() : runs.runs().getFirst().first();
    if (leading > 0) {
      segments.add(List.of(0, 0, leading - 1, leading));
    }
    runs.runs()
        .forEach(r -> segments.add(List.of(r.stance().sign(), r.first(), r.last(), r.length())));
    return segments;
  }

  private static List<Integer> filled(List<List<Integer>> segments) {
    return segments.stream()
        .flatMap(s -> IntStream.range(0, s.get(3)).mapToObj(i -> s.get(0)))
        .toList();
  }

  /// Neighbouring chunks of opposite labels, nothing carried.
  private static List<String> flips(List<@Nullable Stance> labels) {
    List<String> flips = new ArrayList<>();
    for (int i = 1; i < labels.size(); i++) {
      int before = sign(labels.get(i - 1));
      int after = sign(labels.get(i));
      if (before * after < 0) {
        flips.add("%d %+d->%+d".formatted(i, before, after));
      }
    }
    return flips;
  }

  private static int sign(@Nullable Stance stance) {
    return stance == null ? 0 : stance.sign();
  }

  private static void majority(JsonNode item, JsonNode wanted) {
    int chunks = item.path("n_chunks").asInt();
    List<@Nullable List<@Nullable Stance>> given = new ArrayList<>();
    for (JsonNode annotator : item.path("annotators")) {
      List<@Nullable Stance> labels = stances(annotator);
      // labels of another number of chunks are none
      given.add(annotator.isNull() || labels.size() != chunks ? null : labels);
    }
    JsonNode third = wanted.path("tie_to_third_annotator");
    if (given.stream().allMatch(g -> g == null)) {
      assertThat(third.isNull()).isTrue();
      return;
    }
    List<@Nullable Stance> tied =
        PaperLabels.majority(chunks, given.get(0), given.get(1), given.get(2), Tie.THIRD);
    List<@Nullable Stance> open =
        PaperLabels.majority(chunks, given.get(0), given.get(1), given.get(2), Tie.NULL);
    assertThat(tied).isEqualTo(stances(third));
    assertThat(open).isEqualTo(stances(wanted.path("unresolved_null")));
    assertThat(StanceRuns.of(tied).changes()).hasSize(wanted.path("transitions_null_as_0").asInt());
    assertThat(!open.contains(null))
        .isEqualTo(wanted.path("trace_usable_if_null_drops_trace").asBoolean());
  }

  private static void aggregate(StatsCase c, JsonNode items) {
    List<List<@Nullable Stance>> traces = new ArrayList<>();
    items.forEach(item -> traces.add(stances(item.path("labels"))));
    JsonNode wanted = c.expected().path("aggregate");
    List<List<@Nullable Stance>> counted = traces.stream().filter(PaperLabels::counts).toList();
    assertThat(counted).hasSize(wanted.path("n_traces").asInt());
    assertThat(
            c.close(
                "default",
                PaperLabels.oscillations(traces),
                wanted.path("mean_oscillations").asDouble()))
        .isTrue();
    double oscillating =
        counted.stream().filter(t -> !StanceRuns.of(t).changes().isEmpty()).count();
    assertThat(oscillating / counted.size())
        .isEqualTo(wanted.path("share_with_oscillation").asDouble());
    List<@Nullable Stance> all = new ArrayList<>();
    counted.forEach(all::addAll);
    for (Stance stance : Stance.values()) {
      double share = (double) all.stream().filter(s -> s == stance).count() / all.size();
      assertThat(share).isEqualTo(wanted.path("stance_share").path("" + stance.sign()).asDouble());
    }
    int ends = 0;
    int distinct = 0;
    for (List<@Nullable Stance> trace : traces) {
      int changes = StanceRuns.of(trace).changes().size();
      ends += 2 * changes;
      distinct += changes == 0 ? 0 : changes + 1;
    }
    assertThat(distinct).isEqualTo(wanted.path("distinct_cut_points_total").asInt());
    assertThat(ends).isEqualTo(wanted.path("pre_plus_post_cuts_total").asInt());
  }

  private static List<@Nullable Stance> stances(JsonNode labels) {
    List<@Nullable Stance> stances = new ArrayList<>();
    labels.forEach(l -> stances.add(l.isNull() ? null : Stance.of(l.asInt())));
    return stances;
  }

  private static List<Integer> numbers(JsonNode array) {
    return array.valueStream().map(JsonNode::asInt).toList();
  }
}
