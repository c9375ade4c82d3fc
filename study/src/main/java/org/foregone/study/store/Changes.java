package org.foregone.study.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The part of the store about what causality compares.
public final class Changes {
  private static final String COLUMNS =
      "c.prompt, c.rollout, c.kind, c.place, pre, post, omitted, before, after, stated, alpha";

  private final Sqlite sqlite;

  Changes(Sqlite sqlite) {
    this.sqlite = sqlite;
  }

  /// Adds changes, all or nothing; the units of their prompts are then not done.
  public void add(List<Change> changes) {
    sqlite.transaction(
        () -> {
          try (PreparedStatement s =
              sqlite.prepare("INSERT INTO changes VALUES (?,?,?,?,?,?,?,?,?,?,?)")) {
            for (Change c : changes) {
              s.setString(1, c.prompt());
              s.setInt(2, c.rollout());
              s.setString(3, c.kind().word());
              s.setInt(4, c.place());
              s.setInt(5, c.pre());
              s.setInt(6, c.post());
              s.setInt(7, c.omitted());
              s.setInt(8, c.before());
              s.setInt(9, c.after());
              s.setInt(10, c.stated());
              s.setDouble(11, c.alpha());
              s.executeUpdate();
            }
          }
          for (Change c : changes) {
            sqlite.update(
                "DELETE FROM units WHERE prompt = ? AND step = 'causality'",
                s -> s.setString(1, c.prompt()));
          }
        });
  }

  /// All changes, ordered by prompt, rollout, kind and place.
  public List<Change> all() {
    List<Change> changes = new ArrayList<>();
    sqlite.query(
        "SELECT " + COLUMNS + " FROM changes c ORDER BY prompt, rollout, kind, place",
        s -> {},
        r -> changes.add(change(r)));
    return changes;
  }

  /// Those of one prompt.
  public List<Change> of(String prompt) {
    List<Change> changes = new ArrayList<>();
    sqlite.query(
        "SELECT " + COLUMNS + " FROM changes c WHERE prompt = ? ORDER BY rollout, kind, place",
        s -> s.setString(1, prompt),
        r -> changes.add(change(r)));
    return changes;
  }

  private static Change change(ResultSet r) throws SQLException {
    return new Change(
        r.getString(1),
        r.getInt(2),
        Change.Kind.of(r.getString(3)),
        r.getInt(4),
        r.getInt(5),
        r.getInt(6),
        r.getInt(7),
        r.getInt(8),
        r.getInt(9),
        r.getInt(10),
        r.getDouble(11));
  }

  /// Replaces what the changes were found to do.
  public void putEffects(List<Effect> effects) {
    sqlite.transaction(
        () -> {
          sqlite.update("DELETE FROM effects", s -> {});
          try (PreparedStatement s =
              sqlite.prepare("INSERT INTO effects VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
            for (Effect e : effects) {
              s.setString(1, e.change().prompt());
              s.setInt(2, e.change().rollout());
              s.setString(3, e.change().kind().word());
              s.setInt(4, e.change().place());
              s.setInt(5, e.compliedPre());
              s.setInt(6, e.nPre());
              s.setInt(7, e.compliedPost());
              s.setInt(8, e.nPost());
              number(s, 9, e.p());
              number(s, 10, e.holm());
              number(s, 11, e.bh());
              number(s, 12, e.logOdds());
              number(s, 13, e.low());
              number(s, 14, e.high());
              s.setString(15, e.lock());
              s.setString(16, e.lockPredicted());
              s.executeUpdate();
            }
          }
        });
  }

  /// SQLite stores NaN as NULL; infinite ends are stored so too.
  private static void number(PreparedStatement s, int column, double value) throws SQLException {
    s.setDouble(column, Double.isFinite(value) ? value : Double.NaN);
  }

  /// What a prompt's changes did, ordered by rollout, kind and place.
  public List<Effect> effects(String prompt) {
    List<Effect> effects = new ArrayList<>();
    sqlite.query(
        "SELECT "
            + COLUMNS
            + """
            , complied_pre, n_pre, complied_post, n_post, p, holm, bh, log_odds, low, high,
              lock, lock_predicted
            FROM effects e JOIN changes c USING (prompt, rollout, kind, place)
            WHERE c.prompt = ? ORDER BY c.rollout, c.kind, c.place""",
        s -> s.setString(1, prompt),
        r ->
            effects.add(
                new Effect(
                    change(r),
                    r.getInt(12),
                    r.getInt(13),
                    r.getInt(14),
                    r.getInt(15),
                    RolloutRows.share(r, 16),
                    RolloutRows.share(r, 17),
                    RolloutRows.share(r, 18),
                    RolloutRows.share(r, 19),
                    RolloutRows.share(r, 20),
                    RolloutRows.share(r, 21),
                    r.getString(22),
                    r.getString(23))));
    return effects;
  }
}
