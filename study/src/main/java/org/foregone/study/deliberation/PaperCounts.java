package org.foregone.study.deliberation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.foregone.judging.Stance;
import org.foregone.judging.StancePanel;
import org.foregone.judging.StanceReader;
import org.foregone.study.deliberation.PaperChunks.Chunk;
import org.foregone.study.store.Segment;
import org.jspecify.annotations.Nullable;

/// Oscillations as the paper counts them (arXiv 2606.25013), of the same thoughts by the same
/// judges: its chunks, short ones dropped, and its traces, degenerate ones left out. Grows trace by
/// trace; for one thread.
final class PaperCounts {
  private final String question;
  private final List<StanceReader> readers;
  int traces;
  int oscillations;

  /// @param question of the prompt
  /// @param readers judges that need no model, at least one
  PaperCounts(String question, List<StanceReader> readers) {
    this.question = question;
    this.readers = readers;
  }

  /// @param segments of one thought, which together are its text
  void add(List<Segment> segments) {
    String thinking = segments.stream().map(Segment::text).collect(Collectors.joining());
    List<String> chunks =
        PaperChunks.of(thinking).stream().filter(Chunk::kept).map(Chunk::text).toList();
    List<@Nullable Stance> labels = labels(chunks);
    if (PaperLabels.counts(labels)) {
      traces++;
      oscillations += StanceRuns.of(labels).changes().size();
    }
  }

  private List<@Nullable Stance> labels(List<String> chunks) {
    List<List<@Nullable Stance>> votes =
        readers.stream().map(reader -> reader.judge(question, chunks)).toList();
    List<@Nullable Stance> labels = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      List<@Nullable Stance> given = new ArrayList<>();
      for (List<@Nullable Stance> one : votes) {
        given.add(one.get(i));
      }
      labels.add(StancePanel.majority(given));
    }
    return Collections.unmodifiableList(labels);
  }
}
