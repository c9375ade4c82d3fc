package org.foregone.study.store;

import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Ending;
import org.foregone.judging.Verdict;
import org.jspecify.annotations.Nullable;

/// The part of the store about cut thoughts: extensions and branches.
public final class Branches {
  private final Sqlite sqlite;

  Branches(Sqlite sqlite) {
    this.sqlite = sqlite;
  }

  /// Stores branches, all or nothing.
  public void add(List<Branch> branches) {
    sqlite.transaction(
        () -> {
          try (PreparedStatement s =
              sqlite.prepare("INSERT INTO branches VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
            for (Branch branch : branches) {
              Cut cut = branch.cut();
              s.setString(1, cut.prompt());
              s.setString(2, cut.experiment());
              s.setInt(3, cut.rollout());
              s.setInt(4, cut.at());
              s.setInt(5, cut.omitted());
              s.setString(6, cut.way().word());
              s.setInt(7, branch.index());
              s.setLong(8, branch.seed());
              s.setBytes(9, Blobs.of(branch.tokens()));
              s.setInt(10, branch.thinkingTokens());
              s.setInt(11, branch.answerTokens());
              s.setString(12, branch.answer());
              s.setString(13, branch.ending().name());
              s.setString(14, branch.verdict() == null ? null : branch.verdict().name());
              s.executeUpdate();
            }
          }
        });
  }

  /// The thoughts of each prompt's first rollouts, without those that are empty, by prompt and
  /// ordered by rollout.
  public SortedMap<String, List<ThoughtLength>> thoughts(int rollouts) {
    SortedMap<String, List<ThoughtLength>> thoughts = new TreeMap<>();
    sqlite.query(
        """
        SELECT prompt, rollout, thinking_start, thinking_tokens, close, loops, verdict
        FROM rollouts WHERE mode = 'THINK' AND rollout < ? AND thinking_tokens > 0
        ORDER BY prompt, rollout""",
        s -> s.setInt(1, rollouts),
        r ->
            thoughts
                .computeIfAbsent(r.getString(1), p -> new ArrayList<>())
                .add(
                    new ThoughtLength(
                        r.getInt(2),
                        r.getInt(3),
                        r.getInt(4),
                        Close.valueOf(r.getString(5)),
                        r.getBoolean(6),
                        RolloutRows.verdict(r.getString(7)))));
    return thoughts;
  }

  /// The experiments that have branches, or pairs that want some.
  public Set<String> experiments() {
    Set<String> experiments = new HashSet<>();
    sqlite.query(
        """
        SELECT DISTINCT experiment FROM branches
        UNION SELECT 'causality' FROM changes""",
        s -> {},
        r -> experiments.add(r.getString(1)));
    return experiments;
  }

  /// How many branches each cut of a prompt has.
  public Map<Cut, Integer> counts(String experiment, String prompt) {
    Map<Cut, Integer> counts = new HashMap<>();
    sqlite.query(
        """
        SELECT rollout, cut, omitted, way, COUNT(*) FROM branches
        WHERE experiment = ? AND prompt = ? GROUP BY rollout, cut, omitted, way""",
        s -> {
          s.setString(1, experiment);
          s.setString(2, prompt);
        },
        r ->
            counts.put(
                new Cut(
                    prompt,
                    experiment,
                    r.getInt(1),
                    r.getInt(2),
                    r.getInt(3),
                    Way.of(r.getString(4))),
                r.getInt(5)));
    return counts;
  }

  /// The outcomes of an experiment's branches, ordered by prompt, rollout, cut, what is left out,
  /// way and index, one at a time.
  public void outcomes(String experiment, Consumer<Branch.Outcome> reader) {
    outcomes("experiment = ?", s -> s.setString(1, experiment), reader);
  }

  /// The same of one prompt.
  public void outcomes(String experiment, String prompt, Consumer<Branch.Outcome> reader) {
    outcomes(
        "experiment = ? AND prompt = ?",
        s -> {
          s.setString(1, experiment);
          s.setString(2, prompt);
        },
        reader);
  }

  private void outcomes(String where, Sqlite.Binder binder, Consumer<Branch.Outcome> reader) {
    sqlite.query(
        """
        SELECT prompt, experiment, rollout, cut, omitted, way, branch, thinking_tokens,
          answer_tokens, verdict
        FROM branches WHERE\s"""
            + where
            + " ORDER BY prompt, rollout, cut, omitted, way, branch",
        binder,
        r ->
            reader.accept(
                new Branch.Outcome(
                    new Cut(
                        r.getString(1),
                        r.getString(2),
                        r.getInt(3),
                        r.getInt(4),
                        r.getInt(5),
                        Way.of(r.getString(6))),
                    r.getInt(7),
                    r.getInt(8),
                    r.getInt(9),
                    RolloutRows.verdict(r.getString(10)))));
  }

  /// What was answered from a cut.
  ///
  /// @param index of the branch
  public record Answer(Cut cut, int index, String text, Ending ending, @Nullable Verdict verdict) {}

  /// What was answered from the cuts of a prompt's thoughts, ordered as the outcomes are, one at a
  /// time.
  public void answers(String prompt, Consumer<Answer> reader) {
    sqlite.query(
        """
        SELECT experiment, rollout, cut, omitted, way, branch, answer, ending, verdict
        FROM branches WHERE experiment IN ('lockin', 'causality') AND prompt = ?
        ORDER BY experiment, rollout, cut, omitted, way, branch""",
        s -> s.setString(1, prompt),
        r ->
            reader.accept(
                new Answer(
                    new Cut(
                        prompt,
                        r.getString(1),
                        r.getInt(2),
                        r.getInt(3),
                        r.getInt(4),
                        Way.of(r.getString(5))),
                    r.getInt(6),
                    r.getString(7),
                    Ending.valueOf(r.getString(8)),
                    RolloutRows.verdict(r.getString(9)))));
  }

  /// What was thought behind the end of a thought, its close banned; a longer one takes the place
  /// of a shorter.
  public void putExtension(String prompt, int rollout, int[] tokens) {
    sqlite.transaction(
        () ->
            sqlite.update(
                "INSERT OR REPLACE INTO extensions VALUES (?, ?, ?)",
                s -> {
                  s.setString(1, prompt);
                  s.setInt(2, rollout);
                  s.setBytes(3, Blobs.of(tokens));
                }));
  }

  public Optional<int[]> extension(String prompt, int rollout) {
    List<int[]> found = new ArrayList<>();
    sqlite.query(
        "SELECT tokens FROM extensions WHERE prompt = ? AND rollout = ?",
        s -> {
          s.setString(1, prompt);
          s.setInt(2, rollout);
        },
        r -> found.add(Blobs.tokens(r.getBytes(1))));
    return found.stream().findFirst();
  }
}
