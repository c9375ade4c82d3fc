package org.foregone.study.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Completion.Insertion;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The part of the store about what an intervention did to rollouts. Empty in a study without one,
/// and in one from before there were any.
public final class InterventionRows {
  private static final TypeReference<List<Insertion>> INSERTIONS = new TypeReference<>() {};

  private final Sqlite sqlite;
  private final boolean there;

  /// @param there whether the study has the table
  InterventionRows(Sqlite sqlite, boolean there) {
    this.sqlite = sqlite;
    this.there = there;
  }

  /// One rollout's row.
  public record Row(String prompt, Mode mode, int rollout, Intervened what) {}

  static void insert(Sqlite sqlite, List<Rollout> rollouts) throws SQLException {
    try (PreparedStatement s =
        sqlite.prepare("INSERT INTO interventions VALUES (?, ?, ?, ?, ?, ?)")) {
      for (Rollout rollout : rollouts) {
        Intervened what = rollout.intervened();
        if (what != null) {
          s.setString(1, rollout.prompt());
          s.setString(2, rollout.mode().name());
          s.setInt(3, rollout.index());
          s.setInt(4, what.generated());
          s.setInt(5, what.asked());
          s.setString(6, JsonMapper.shared().writeValueAsString(what.insertions()));
          s.executeUpdate();
        }
      }
    }
  }

  /// Every row, ordered by prompt, mode and rollout, one at a time.
  public void all(Consumer<Row> reader) {
    if (there) {
      sqlite.query(
          "SELECT * FROM interventions ORDER BY prompt, mode, rollout",
          s -> {},
          r -> reader.accept(row(r)));
    }
  }

  /// Tokens that the engine generated for each thinking rollout, by prompt, one at a time.
  void generated(ObjIntConsumer<String> reader) {
    sqlite.query(
        there
            ? """
              SELECT r.prompt, COALESCE(i.generated, LENGTH(r.tokens) / 4)
              FROM rollouts r LEFT JOIN interventions i USING (prompt, mode, rollout)
              WHERE r.mode = 'THINK' ORDER BY r.prompt, r.rollout"""
            : """
              SELECT prompt, LENGTH(tokens) / 4 FROM rollouts
              WHERE mode = 'THINK' ORDER BY prompt, rollout""",
        s -> {},
        r -> reader.accept(r.getString(1), r.getInt(2)));
  }

  /// What was done to a prompt's rollouts in a mode, by rollout.
  public Map<Integer, Intervened> of(String prompt, Mode mode) {
    Map<Integer, Intervened> found = new TreeMap<>();
    if (there) {
      sqlite.query(
          "SELECT * FROM interventions WHERE prompt = ? AND mode = ?",
          s -> {
            s.setString(1, prompt);
            s.setString(2, mode.name());
          },
          r -> found.put(r.getInt(3), row(r).what()));
    }
    return found;
  }

  private static Row row(ResultSet r) throws SQLException {
    return new Row(
        r.getString(1),
        Mode.valueOf(r.getString(2)),
        r.getInt(3),
        new Intervened(
            r.getInt(4), r.getInt(5), JsonMapper.shared().readValue(r.getString(6), INSERTIONS)));
  }
}
