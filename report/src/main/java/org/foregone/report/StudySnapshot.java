package org.foregone.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sqlite.SQLiteConfig;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A study folder open for reading: one snapshot, even while a run is still writing.
final class StudySnapshot implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path folder;
  private final Connection store;

  /// @throws IOException when the folder holds no store, or one that cannot be read
  StudySnapshot(Path folder) throws IOException {
    this.folder = folder;
    Path file = folder.resolve("study.sqlite");
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          folder + " is not a study folder: it has no study.sqlite (foregone run makes one)");
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(10_000);
    try {
      store = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
      store.setAutoCommit(false);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  /// `findings.json`, or an empty object while the study has not come so far.
  JsonNode findings() throws IOException {
    Path file = folder.resolve("findings.json");
    if (!Files.isRegularFile(file)) {
      return JSON.createObjectNode();
    }
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// Provenance, by key.
  Map<String, String> meta() throws IOException {
    Map<String, String> meta = new LinkedHashMap<>();
    rows("SELECT key, value FROM meta ORDER BY key", r -> meta.put(text(r, 1), text(r, 2)));
    return meta;
  }

  record Judge(String judge, String version, String hash) {}

  List<Judge> judges() throws IOException {
    List<Judge> judges = new ArrayList<>();
    rows(
        "SELECT judge, version, hash FROM judges ORDER BY judge",
        r -> judges.add(new Judge(text(r, 1), text(r, 2), text(r, 3))));
    return judges;
  }

  /// A prompt's step that failed, and why.
  record Failure(String prompt, String step, String error) {}

  List<Failure> failures() throws IOException {
    List<Failure> failures = new ArrayList<>();
    rows(
        "SELECT prompt, step, error FROM units WHERE status = 'FAILED' ORDER BY prompt, step",
        r -> failures.add(new Failure(text(r, 1), text(r, 2), text(r, 3))));
    return failures;
  }

  /// Hands every prompt over in turn, harmful first, then by benchmark and line; only one is held
  /// at a time.
  void forEachPrompt(PromptSink sink) throws IOException {
    try (PreparedStatement rollouts =
            store.prepareStatement(
                "SELECT * FROM rollouts WHERE prompt = ? ORDER BY mode DESC, rollout");
        PreparedStatement verdicts =
            store.prepareStatement(
                "SELECT mode, rollout, judge, verdict FROM verdicts WHERE prompt = ?")) {
      rows(
          "SELECT * FROM prompts ORDER BY intent DESC, benchmark, line, prompt",
          r -> sink.accept(prompt(r, rollouts, verdicts)));
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private static PromptPage prompt(
      ResultSet r, PreparedStatement rollouts, PreparedStatement verdicts) throws SQLException {
    String id = text(r, "prompt");
    Map<String, Map<String, String>> byRollout = new TreeMap<>();
    verdicts.setString(1, id);
    try (ResultSet v = verdicts.executeQuery()) {
      while (v.next()) {
        byRollout
            .computeIfAbsent(text(v, "mode") + v.getInt("rollout"), k -> new TreeMap<>())
            .put(text(v, "judge"), text(v, "verdict"));
      }
    }
    List<PromptPage.Rollout> all = new ArrayList<>();
    rollouts.setString(1, id);
    try (ResultSet o = rollouts.executeQuery()) {
      while (o.next()) {
        all.add(rollout(o, byRollout));
      }
    }
    return new PromptPage(
        id,
        text(r, "intent"),
        text(r, "benchmark"),
        r.getString("category"),
        text(r, "text"),
        r.getString("source"),
        r.getInt("line"),
        r.getInt("has_markers") != 0,
        r.getInt("prompt_tokens"),
        all);
  }

  private static PromptPage.Rollout rollout(ResultSet r, Map<String, Map<String, String>> verdicts)
      throws SQLException {
    String mode = text(r, "mode");
    int rollout = r.getInt("rollout");
    double share = r.getDouble("refusal_share");
    Double refusalShare = r.wasNull() ? null : (Double) share;
    return new PromptPage.Rollout(
        mode,
        rollout,
        Long.toString(r.getLong("seed")),
        text(r, "close"),
        text(r, "ending"),
        text(r, "finish"),
        text(r, "thinking"),
        text(r, "close_text"),
        text(r, "answer"),
        r.getInt("thinking_tokens"),
        r.getInt("answer_tokens"),
        r.getInt("loops") != 0,
        r.getString("verdict"),
        refusalShare,
        verdicts.getOrDefault(mode + rollout, Map.of()));
  }

  interface PromptSink {
    void accept(PromptPage prompt) throws IOException;
  }

  private interface RowSink {
    void accept(ResultSet row) throws SQLException, IOException;
  }

  private void rows(String query, RowSink sink) throws IOException {
    try (PreparedStatement statement = store.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        sink.accept(rows);
      }
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  private static String text(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  private IOException unreadable(SQLException e) {
    return new IOException(
        folder.resolve("study.sqlite") + " cannot be read as a study: " + e.getMessage(), e);
  }

  @Override
  public void close() throws IOException {
    try {
      store.close();
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }
}
