package org.foregone.study.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.foregone.judging.Verdict;

/// Writes rollouts and their votes.
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
}
