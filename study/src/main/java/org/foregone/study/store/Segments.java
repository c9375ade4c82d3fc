package org.foregone.study.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foregone.dialogue.Span;
import org.foregone.judging.Stance;
import org.jspecify.annotations.Nullable;

/// The part of the store about segments and their stances.
public final class Segments {
  private final Sqlite sqlite;

  Segments(Sqlite sqlite) {
    this.sqlite = sqlite;
  }

  static void insert(Sqlite sqlite, String prompt, List<Segment> segments) throws SQLException {
    try (PreparedStatement row = sqlite.prepare("INSERT INTO segments VALUES (?,?,?,?,?,?,?,?)");
        PreparedStatement vote = sqlite.prepare("INSERT INTO stances VALUES (?,?,?,?,?)")) {
      for (Segment segment : segments) {
        row.setString(1, prompt);
        row.setInt(2, segment.rollout());
        row.setInt(3, segment.index());
        row.setInt(4, segment.span().start());
        row.setInt(5, segment.span().end());
        row.setString(6, segment.text());
        set(row, 7, segment.stance());
        row.setBoolean(8, segment.loops());
        row.executeUpdate();
        for (Map.Entry<String, @Nullable Stance> one : segment.votes().entrySet()) {
          vote.setString(1, prompt);
          vote.setInt(2, segment.rollout());
          vote.setInt(3, segment.index());
          vote.setString(4, one.getKey());
          set(vote, 5, one.getValue());
          vote.executeUpdate();
        }
      }
    }
  }

  private static void set(PreparedStatement s, int column, @Nullable Stance stance)
      throws SQLException {
    if (stance == null) {
      s.setNull(column, Types.INTEGER);
    } else {
      s.setInt(column, stance.sign());
    }
  }

  private static @Nullable Stance stance(ResultSet r, int column) throws SQLException {
    int sign = r.getInt(column);
    return r.wasNull() ? null : Stance.of(sign);
  }

  /// Thoughts that are not split yet: rollouts by prompt, of its first so many.
  public SortedMap<String, Set<Integer>> missing(int rollouts) {
    SortedMap<String, Set<Integer>> missing = new TreeMap<>();
    sqlite.query(
        """
        SELECT prompt, rollout FROM rollouts r
        WHERE mode = 'THINK' AND rollout < ? AND thinking_start < thinking_end
          AND NOT EXISTS (
            SELECT 1 FROM segments s WHERE s.prompt = r.prompt AND s.rollout = r.rollout)""",
        s -> s.setInt(1, rollouts),
        r -> missing.computeIfAbsent(r.getString(1), p -> new TreeSet<>()).add(r.getInt(2)));
    return missing;
  }

  /// A prompt's segments, ordered by rollout and place.
  public List<Segment> of(String prompt) {
    Map<String, Map<String, @Nullable Stance>> votes = new HashMap<>();
    sqlite.query(
        "SELECT rollout, segment, judge, stance FROM stances WHERE prompt = ?",
        s -> s.setString(1, prompt),
        r ->
            votes
                .computeIfAbsent(r.getInt(1) + "/" + r.getInt(2), k -> new HashMap<>())
                .put(r.getString(3), stance(r, 4)));
    List<Segment> segments = new ArrayList<>();
    sqlite.query(
        """
        SELECT rollout, segment, start, "end", text, stance, loops FROM segments
        WHERE prompt = ? ORDER BY rollout, segment""",
        s -> s.setString(1, prompt),
        r ->
            segments.add(
                new Segment(
                    r.getInt(1),
                    r.getInt(2),
                    new Span(r.getInt(3), r.getInt(4)),
                    r.getString(5),
                    stance(r, 6),
                    r.getBoolean(7),
                    votes.getOrDefault(r.getInt(1) + "/" + r.getInt(2), Map.of()))));
    return segments;
  }
}
