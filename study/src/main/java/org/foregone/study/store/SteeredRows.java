package org.foregone.study.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/// Reads and writes steered rollouts.
final class SteeredRows {
  private SteeredRows() {}

  static void insert(Sqlite sqlite, List<Steered> rows) throws SQLException {
    try (PreparedStatement s =
        sqlite.prepare("INSERT OR REPLACE INTO steered VALUES (?,?,?,?,?,?,?,?,?,?,?)")) {
      for (Steered row : rows) {
        Rollout r = row.rollout();
        s.setString(1, r.prompt());
        s.setString(2, row.method());
        s.setString(3, row.direction());
        s.setDouble(4, row.dose());
        s.setInt(5, r.index());
        s.setLong(6, r.seed());
        s.setBytes(7, Blobs.of(r.tokens()));
        s.setString(8, r.thinkingText());
        s.setString(9, r.answerText());
        s.setString(10, r.ending().name());
        s.setString(11, r.verdict() == null ? null : r.verdict().name());
        s.executeUpdate();
      }
    }
  }

  static void read(Sqlite sqlite, Consumer<StudyStore.SteeredOutcome> reader) {
    sqlite.query(
        """
        SELECT prompt, method, direction, dose, verdict FROM steered
        ORDER BY prompt, method, direction, dose, rollout""",
        s -> {},
        r ->
            reader.accept(
                new StudyStore.SteeredOutcome(
                    r.getString(1),
                    r.getString(2),
                    r.getString(3),
                    r.getDouble(4),
                    RolloutRows.verdict(r.getString(5)))));
  }
}
