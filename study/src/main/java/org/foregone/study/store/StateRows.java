package org.foregone.study.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reads and writes the index of the hidden states.
final class StateRows {
  private StateRows() {}

  /// Replaces a prompt's rows of one experiment.
  static void replace(Sqlite sqlite, String prompt, String experiment, List<StateRow> rows)
      throws SQLException {
    sqlite.update(
        "DELETE FROM states WHERE prompt = ? AND experiment = ?",
        s -> {
          s.setString(1, prompt);
          s.setString(2, experiment);
        });
    try (PreparedStatement s =
        sqlite.prepare("INSERT INTO states VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (StateRow row : rows) {
        s.setString(1, prompt);
        s.setString(2, experiment);
        s.setInt(3, row.rollout());
        s.setString(4, row.anchor());
        s.setInt(5, row.position());
        s.setString(6, row.file());
        s.setInt(7, row.row());
        s.setInt(8, row.rows());
        s.executeUpdate();
      }
    }
  }

  static List<StateRow> of(Sqlite sqlite, String experiment) {
    List<StateRow> rows = new ArrayList<>();
    sqlite.query(
        """
        SELECT prompt, rollout, anchor, position, file, row, rows FROM states
        WHERE experiment = ? ORDER BY prompt, rollout, row""",
        s -> s.setString(1, experiment),
        r ->
            rows.add(
                new StateRow(
                    r.getString(1),
                    r.getInt(2),
                    r.getString(3),
                    r.getInt(4),
                    r.getString(5),
                    r.getInt(6),
                    r.getInt(7))));
    return rows;
  }
}
