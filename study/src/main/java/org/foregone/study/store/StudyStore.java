package org.foregone.study.store;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.foregone.dialogue.Close;
import org.foregone.dialogue.Ending;
import org.foregone.dialogue.Mode;
import org.foregone.judging.Judge;
import org.foregone.judging.Verdict;
import org.foregone.statistics.Estimate;
import org.foregone.study.Intent;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.prompts.Prompt;
import org.jspecify.annotations.Nullable;

/// A study's `study.sqlite`; docs/STORE.md describes the tables. One writer at a time, any number
/// of readers, in this process or others. Not for use by several threads at once.
public final class StudyStore implements AutoCloseable {
  /// Goes up when a reader would have to change.
  public static final String SCHEMA = "1";

  private final Sqlite sqlite;

  private StudyStore(Sqlite sqlite) {
    this.sqlite = sqlite;
  }

  /// Opens for writing; makes the tables where there are none.
  public static StudyStore open(Path file) {
    return checked(file, Sqlite.open(file, false), true);
  }

  /// Opens for reading, also while a run writes.
  public static StudyStore read(Path file) {
    return checked(file, Sqlite.open(file, true), false);
  }

  static StudyStore checked(Path file, Sqlite sqlite, boolean create) {
    try {
      StudyStore store = new StudyStore(sqlite);
      if (create && store.tables("%") == 0) {
        sqlite.transaction(
            () -> {
              sqlite.script("schema.sql");
              store.insertMeta(Map.of("schema_version", SCHEMA));
            });
      }
      String found =
          store.tables("meta") == 1 ? store.meta().getOrDefault("schema_version", "") : "";
      if (!found.equals(SCHEMA)) {
        throw new StudyException(
            Kind.OTHER_STUDY,
            found.isEmpty()
                ? file + ": not a study's database"
                : file + ": written in schema " + found + ", this program reads " + SCHEMA,
            "choose another folder with --out");
      }
      if (create) {
        // tables that came after the study was begun
        sqlite.transaction(() -> sqlite.script("schema.sql"));
      }
      return store;
    } catch (RuntimeException e) {
      sqlite.close();
      throw e;
    }
  }

  private int tables(String like) {
    int[] tables = new int[1];
    sqlite.query(
        "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE ?",
        s -> s.setString(1, like),
        row -> tables[0] = row.getInt(1));
    return tables[0];
  }

  /// Provenance as flat keys.
  public SortedMap<String, String> meta() {
    SortedMap<String, String> meta = new TreeMap<>();
    sqlite.query(
        "SELECT key, value FROM meta", s -> {}, r -> meta.put(r.getString(1), r.getString(2)));
    return meta;
  }

  /// Adds or replaces entries, all or none.
  public void putMeta(Map<String, String> entries) {
    sqlite.transaction(() -> insertMeta(entries));
  }

  private void insertMeta(Map<String, String> entries) {
    entries.forEach(
        (key, value) ->
            sqlite.update(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)",
                s -> {
                  s.setString(1, key);
                  s.setString(2, value);
                }));
  }

  /// Says what the study's rows will be made with, all or nothing. The judges replace those of a
  /// run that died before it had a row.
  public void begin(Map<String, String> provenance, List<Judge.Identity> judges) {
    sqlite.transaction(
        () -> {
          insertMeta(provenance);
          sqlite.update(
              "DELETE FROM judges WHERE judge NOT IN (SELECT judge FROM verdicts)", s -> {});
          insertJudges(judges);
        });
  }

  private void insertJudges(List<Judge.Identity> judges) {
    judges.forEach(
        judge ->
            sqlite.update(
                "INSERT OR REPLACE INTO judges VALUES (?, ?, ?)",
                s -> {
                  s.setString(1, judge.name());
                  s.setString(2, judge.version());
                  s.setString(3, judge.hash());
                }));
  }

  /// Ordered by name.
  public List<Judge.Identity> judges() {
    List<Judge.Identity> judges = new ArrayList<>();
    sqlite.query(
        "SELECT judge, version, hash FROM judges ORDER BY judge",
        s -> {},
        r -> judges.add(new Judge.Identity(r.getString(1), r.getString(2), r.getString(3))));
    return judges;
  }

  /// Adds a prompt with its rendered forms, in one transaction.
  public void putPrompt(StoredPrompt stored, Map<Mode, int[]> prefixes) {
    Prompt p = stored.prompt();
    sqlite.transaction(
        () -> {
          sqlite.update(
              "INSERT INTO prompts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              s -> {
                s.setString(1, p.id());
                s.setString(2, p.intent().name());
                s.setString(3, p.benchmark());
                s.setString(4, p.category());
                s.setString(5, p.text());
                s.setString(6, p.source());
                s.setInt(7, p.line());
                s.setBoolean(8, stored.markers());
                s.setInt(9, stored.tokens());
              });
          prefixes.forEach(
              (mode, tokens) ->
                  sqlite.update(
                      "INSERT INTO prefixes VALUES (?, ?, ?)",
                      s -> {
                        s.setString(1, p.id());
                        s.setString(2, mode.name());
                        s.setBytes(3, Blobs.of(tokens));
                      }));
        });
  }

  /// All prompts, ordered by id.
  public List<StoredPrompt> prompts() {
    List<StoredPrompt> prompts = new ArrayList<>();
    sqlite.query(
        "SELECT * FROM prompts ORDER BY prompt",
        s -> {},
        r ->
            prompts.add(
                new StoredPrompt(
                    new Prompt(
                        r.getString(1),
                        Intent.valueOf(r.getString(2)),
                        r.getString(3),
                        r.getString(4),
                        r.getString(5),
                        r.getString(6),
                        r.getInt(7)),
                    r.getBoolean(8),
                    r.getInt(9))));
    return prompts;
  }

  /// The rendered prompt.
  public Optional<int[]> prefix(String prompt, Mode mode) {
    List<int[]> found = new ArrayList<>();
    sqlite.query(
        "SELECT tokens FROM prefixes WHERE prompt = ? AND mode = ?",
        s -> {
          s.setString(1, prompt);
          s.setString(2, mode.name());
        },
        r -> found.add(Blobs.tokens(r.getBytes(1))));
    return found.stream().findFirst();
  }

  /// Stores a unit: its new rollouts, their votes and its own row, all or nothing.
  public void commit(Unit unit, List<Rollout> rollouts) {
    sqlite.transaction(
        () -> {
          RolloutRows.insert(sqlite, rollouts);
          putUnit(unit);
        });
  }

  /// Stores rollouts of a unit that is not done yet, and their votes, all or nothing.
  public void commit(List<Rollout> rollouts) {
    sqlite.transaction(() -> RolloutRows.insert(sqlite, rollouts));
  }

  /// Stores a unit's index of hidden states in place of an older one, and its own row.
  public void commitStates(Unit unit, String experiment, List<StateRow> states) {
    sqlite.transaction(
        () -> {
          StateRows.replace(sqlite, unit.prompt(), experiment, states);
          putUnit(unit);
        });
  }

  /// The index of an experiment's hidden states, ordered by prompt, rollout and row; empty also in
  /// a study from before there was one.
  public List<StateRow> states(String experiment) {
    return tables("states") == 0 ? List.of() : StateRows.of(sqlite, experiment);
  }

  private void putUnit(Unit unit) throws SQLException {
    try (PreparedStatement s = sqlite.prepare("INSERT OR REPLACE INTO units VALUES (?, ?, ?, ?)")) {
      s.setString(1, unit.prompt());
      s.setString(2, unit.step());
      s.setString(3, unit.failed() ? "FAILED" : "DONE");
      s.setString(4, unit.error());
      s.executeUpdate();
    }
  }

  /// Prompts whose unit of a step is done.
  public Set<String> done(String step) {
    Set<String> done = new HashSet<>();
    sqlite.query(
        "SELECT prompt FROM units WHERE step = ? AND status = 'DONE'",
        s -> s.setString(1, step),
        r -> done.add(r.getString(1)));
    return done;
  }

  /// All units that were tried, ordered by prompt and step.
  public List<Unit> units() {
    List<Unit> units = new ArrayList<>();
    sqlite.query(
        "SELECT prompt, step, status, error FROM units ORDER BY prompt, step",
        s -> {},
        r -> units.add(new Unit(r.getString(1), r.getString(2), error(r))));
    return units;
  }

  private static @Nullable String error(ResultSet r) throws SQLException {
    String error = r.getString(4);
    return r.getString(3).equals("FAILED") ? (error == null ? "unknown" : error) : null;
  }

  /// What is there of each prompt and mode; those without rollouts are not listed.
  public List<Tally> tallies() {
    List<Tally> tallies = new ArrayList<>();
    sqlite.query(
        """
        SELECT prompt, mode, COUNT(*), TOTAL(verdict = 'REFUSAL'), TOTAL(verdict = 'COMPLIANCE')
        FROM rollouts GROUP BY prompt, mode ORDER BY prompt, mode""",
        s -> {},
        r ->
            tallies.add(
                new Tally(
                    r.getString(1),
                    Mode.valueOf(r.getString(2)),
                    r.getInt(3),
                    r.getInt(4),
                    r.getInt(5))));
    return tallies;
  }

  /// Every rollout's countable part, ordered by prompt, mode and index, one at a time.
  public void outcomes(Consumer<RolloutOutcome> reader) {
    sqlite.query(
        """
        SELECT prompt, mode, rollout, close, ending, thinking_tokens, loops, verdict, refusal_share
        FROM rollouts ORDER BY prompt, mode, rollout""",
        s -> {},
        r ->
            reader.accept(
                new RolloutOutcome(
                    r.getString(1),
                    Mode.valueOf(r.getString(2)),
                    r.getInt(3),
                    Close.valueOf(r.getString(4)),
                    Ending.valueOf(r.getString(5)),
                    r.getInt(6),
                    r.getBoolean(7),
                    RolloutRows.verdict(r.getString(8)),
                    RolloutRows.share(r, 9))));
  }

  /// How many tokens the engine generated for each thinking rollout, by prompt, one at a time:
  /// the rollout's own, or what was counted under an intervention.
  public void generated(ObjIntConsumer<String> reader) {
    interventions().generated(reader);
  }

  /// A prompt's first rollouts with thinking, ordered by index, without their texts.
  public List<Trace> traces(String prompt, int limit) {
    return RolloutRows.traces(sqlite, prompt, limit);
  }

  /// All of a prompt's rollouts, ordered by mode and index.
  public List<Rollout> rollouts(String prompt) {
    return RolloutRows.of(sqlite, prompt, interventions());
  }

  /// What an intervention did to the rollouts.
  public InterventionRows interventions() {
    return new InterventionRows(sqlite, tables("interventions") == 1);
  }

  /// Replaces the findings.
  ///
  /// @param estimates by dotted path
  public void putFindings(SortedMap<String, Estimate> estimates) {
    sqlite.transaction(
        () -> {
          sqlite.update("DELETE FROM findings", s -> {});
          estimates.forEach(
              (path, e) ->
                  sqlite.update(
                      "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?)",
                      s -> {
                        s.setString(1, path);
                        // SQLite stores NaN as NULL
                        s.setDouble(2, e.estimate());
                        s.setDouble(3, e.low());
                        s.setDouble(4, e.high());
                        s.setInt(5, e.n());
                        s.setInt(6, e.clusters());
                        s.setString(7, e.method());
                      }));
        });
  }

  /// A prompt's score by a probe that did not see it.
  ///
  /// @param logit log-odds of refusal; NaN without one
  public record Score(String prompt, String anchor, int layer, double logit) {}

  /// Replaces what the probes were fitted over and what they said of prompts they had not seen.
  ///
  /// @param groups near-duplicates, by prompt
  /// @param folds by prompt
  public void putScores(
      Map<String, Integer> groups, Map<String, Integer> folds, List<Score> scores) {
    sqlite.transaction(() -> ScoreRows.replace(sqlite, groups, folds, scores));
  }

  /// Scores of the last layer at an anchor, by prompt; empty without any.
  public Map<String, Double> scores(String anchor) {
    Map<String, Double> scores = new TreeMap<>();
    sqlite.query(
        """
        SELECT prompt, logit FROM scores
        WHERE anchor = ?1 AND layer = (SELECT MAX(layer) FROM scores WHERE anchor = ?1)""",
        s -> s.setString(1, anchor),
        r -> scores.put(r.getString(1), r.getDouble(2)));
    return scores;
  }

  /// Stores steered rollouts of a unit and its own row, all or nothing.
  public void commitSteered(Unit unit, List<Steered> rollouts) {
    sqlite.transaction(
        () -> {
          SteeredRows.insert(sqlite, rollouts);
          putUnit(unit);
        });
  }

  /// What a steered rollout came to.
  public record SteeredOutcome(
      String prompt, String method, String direction, double dose, @Nullable Verdict verdict) {}

  /// All steered rollouts, ordered by prompt, method, direction, dose and index, one at a time.
  public void steered(Consumer<SteeredOutcome> reader) {
    SteeredRows.read(sqlite, reader);
  }

  /// Cut thoughts, and what came of them.
  public Branches branches() {
    return new Branches(sqlite);
  }

  /// Thoughts in pieces.
  public Segments segments() {
    return new Segments(sqlite);
  }

  /// Stores a unit's segments with their stances and its own row, all or nothing.
  public void commitSegments(Unit unit, List<Segment> segments) {
    sqlite.transaction(
        () -> {
          Segments.insert(sqlite, unit.prompt(), segments);
          putUnit(unit);
        });
  }

  /// What causality compares.
  public Changes changes() {
    return new Changes(sqlite);
  }

  /// Every judge's verdict on rollout 0 with thinking, by prompt and judge.
  public Map<String, Map<String, Verdict>> votesOnFirst() {
    return RolloutRows.votesOnFirst(sqlite);
  }

  @Override
  public void close() {
    sqlite.close();
  }
}
