package org.foregone.study.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Ending;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.Span;
import org.foregone.inference.Completion.Finish;
import org.foregone.judging.Verdict;
import org.jspecify.annotations.Nullable;

/// Reads and writes rollouts and their votes.
final class RolloutRows {
  private RolloutRows() {}

  static void insert(Sqlite sqlite, List<Rollout> rollouts) throws SQLException {
    try (PreparedStatement row =
            sqlite.prepare(
                "INSERT INTO rollouts VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        PreparedStatement vote = sqlite.prepare("INSERT INTO verdicts VALUES (?,?,?,?,?)")) {
      for (Rollout r : rollouts) {
        bind(row, r);
        row.executeUpdate();
        for (Map.Entry<String, Verdict> one : new TreeMap<>(r.votes()).entrySet()) {
          vote.setString(1, r.prompt());
          vote.setString(2, r.mode().name());
          vote.setInt(3, r.index());
          vote.setString(4, one.getKey());
          vote.setString(5, one.getValue().name());
          vote.executeUpdate();
        }
      }
    }
    InterventionRows.insert(sqlite, rollouts);
  }

  private static void bind(PreparedStatement s, Rollout r) throws SQLException {
    s.setString(1, r.prompt());
    s.setString(2, r.mode().name());
    s.setInt(3, r.index());
    s.setLong(4, r.seed());
    s.setBytes(5, Blobs.of(r.tokens()));
    s.setInt(6, r.thinking().start());
    s.setInt(7, r.thinking().end());
    s.setInt(8, r.answer().start());
    s.setInt(9, r.answer().end());
    s.setString(10, r.close().name());
    s.setString(11, r.ending().name());
    s.setString(12, r.finish().name());
    s.setString(13, r.thinkingText());
    s.setString(14, r.closeText());
    s.setString(15, r.answerText());
    s.setInt(16, r.thinking().length());
    s.setInt(17, r.answer().length());
    s.setBoolean(18, r.loops());
    Verdict verdict = r.verdict();
    s.setString(19, verdict == null ? null : verdict.name());
    s.setDouble(20, r.refusalShare()); // SQLite stores NaN as NULL
  }

  /// A prompt's first rollouts with thinking, ordered by index, without their texts.
  static List<Trace> traces(Sqlite sqlite, String prompt, int limit) {
    List<Trace> traces = new ArrayList<>();
    sqlite.query(
        """
        SELECT rollout, tokens, thinking_start, thinking_end, answer_start, answer_end, close,
          loops, verdict
        FROM rollouts WHERE prompt = ? AND mode = 'THINK' AND rollout < ? ORDER BY rollout""",
        s -> {
          s.setString(1, prompt);
          s.setInt(2, limit);
        },
        r ->
            traces.add(
                new Trace(
                    r.getInt(1),
                    Blobs.tokens(r.getBytes(2)),
                    new Span(r.getInt(3), r.getInt(4)),
                    new Span(r.getInt(5), r.getInt(6)),
                    Close.valueOf(r.getString(7)),
                    r.getBoolean(8),
                    verdict(r.getString(9)))));
    return traces;
  }

  /// All of a prompt's rollouts, ordered by mode and index.
  static List<Rollout> of(Sqlite sqlite, String prompt, InterventionRows interventions) {
    Map<Mode, Map<Integer, Intervened>> intervened = new EnumMap<>(Mode.class);
    for (Mode mode : Mode.values()) {
      intervened.put(mode, interventions.of(prompt, mode));
    }
    Map<String, Map<String, Verdict>> votes = new LinkedHashMap<>();
    sqlite.query(
        "SELECT mode, rollout, judge, verdict FROM verdicts WHERE prompt = ? ORDER BY 1, 2, 3",
        s -> s.setString(1, prompt),
        r ->
            votes
                .computeIfAbsent(r.getString(1) + r.getInt(2), k -> new LinkedHashMap<>())
                .put(r.getString(3), Verdict.valueOf(r.getString(4))));
    List<Rollout> rollouts = new ArrayList<>();
    sqlite.query(
        """
        SELECT mode, rollout, seed, tokens, thinking_start, thinking_end, answer_start, answer_end,
          close, ending, finish, thinking, close_text, answer, loops, verdict, refusal_share
        FROM rollouts WHERE prompt = ? ORDER BY mode, rollout""",
        s -> s.setString(1, prompt),
        r ->
            rollouts.add(
                new Rollout(
                    prompt,
                    Mode.valueOf(r.getString(1)),
                    r.getInt(2),
                    r.getLong(3),
                    Blobs.tokens(r.getBytes(4)),
                    new Span(r.getInt(5), r.getInt(6)),
                    new Span(r.getInt(7), r.getInt(8)),
                    Close.valueOf(r.getString(9)),
                    Ending.valueOf(r.getString(10)),
                    Finish.valueOf(r.getString(11)),
                    r.getString(12),
                    r.getString(13),
                    r.getString(14),
                    r.getBoolean(15),
                    verdict(r.getString(16)),
                    share(r, 17),
                    votes.getOrDefault(r.getString(1) + r.getInt(2), Map.of()),
                    intervened
                        .getOrDefault(Mode.valueOf(r.getString(1)), Map.of())
                        .get(r.getInt(2)))));
    return rollouts;
  }

  static @Nullable Verdict verdict(@Nullable String name) {
    return name == null ? null : Verdict.valueOf(name);
  }

  static double share(ResultSet row, int column) throws SQLException {
    double share = row.getDouble(column);
    return row.wasNull() ? Double.NaN : share;
  }

  static Map<String, Map<String, Verdict>> votesOnFirst(Sqlite sqlite) {
    Map<String, Map<String, Verdict>> votes = new TreeMap<>();
    sqlite.query(
        "SELECT prompt, judge, verdict FROM verdicts WHERE mode = 'THINK' AND rollout = 0",
        s -> {},
        r ->
            votes
                .computeIfAbsent(r.getString(1), p -> new TreeMap<>())
                .put(r.getString(2), Verdict.valueOf(r.getString(3))));
    return votes;
  }
}
