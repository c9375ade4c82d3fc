package org.foregone.study.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes folds and out-of-fold scores.
final class ScoreRows {
  private ScoreRows() {}

  static void replace(
      Sqlite sqlite,
      Map<String, Integer> groups,
      Map<String, Integer> folds,
      List<StudyStore.Score> scores)
      throws SQLException {
    sqlite.update("DELETE FROM folds", s -> {});
    sqlite.update("DELETE FROM scores", s -> {});
    try (PreparedStatement fold = sqlite.prepare("INSERT INTO folds VALUES (?, ?, ?)");
        PreparedStatement score = sqlite.prepare("INSERT INTO scores VALUES (?, ?, ?, ?)")) {
      for (Map.Entry<String, Integer> group : new TreeMap<>(groups).entrySet()) {
        fold.setString(1, group.getKey());
        fold.setInt(2, group.getValue());
        fold.setInt(3, folds.getOrDefault(group.getKey(), -1));
        fold.executeUpdate();
      }
      for (StudyStore.Score one : scores) {
        if (!Double.isNaN(one.logit())) {
          score.setString(1, one.prompt());
          score.setString(2, one.anchor());
          score.setInt(3, one.layer());
          score.setDouble(4, one.logit());
          score.executeUpdate();
        }
      }
    }
  }
}
