package org.foregone.study.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One connection to a study's SQLite file, and its errors in words.
///
/// WAL lets other processes read while a run writes. `synchronous=NORMAL`: a committed transaction
/// is in the operating system's hands, so a killed process loses nothing; a power cut can lose the
/// last few commits, never consistency, and a resumed study does them again.
final class Sqlite implements AutoCloseable {
  private final Path file;
  private final Connection connection;

  private Sqlite(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  static Sqlite open(Path file, boolean readOnly) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    config.setBusyTimeout(30_000);
    if (!readOnly) {
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
      config.enforceForeignKeys(true);
    }
    try {
      return new Sqlite(file, config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  interface Binder {
    void bind(PreparedStatement statement) throws SQLException;
  }

  interface Reader {
    void row(ResultSet row) throws SQLException;
  }

  interface Body {
    void run() throws SQLException;
  }

  /// Runs `body` in one transaction: all of it is stored or nothing.
  void transaction(Body body) {
    try {
      connection.setAutoCommit(false);
      body.run();
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      undo(e);
      throw failure(file, e);
    } catch (RuntimeException e) {
      undo(e);
      throw e;
    }
  }

  /// On some errors, a full disk for one, SQLite has rolled back already and refuses to do it
  /// again; the first error is the one to tell.
  private void undo(Exception first) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      first.addSuppressed(e);
    }
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      first.addSuppressed(e);
    }
  }

  void update(String sql, Binder binder) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      binder.bind(statement);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /// A statement to execute many times; the caller closes it.
  PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /// Hands each row to `reader` as SQLite finds it; none is kept.
  void query(String sql, Binder binder, Reader reader) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      binder.bind(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.row(rows);
        }
      }
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  void script(String resource) {
    try (InputStream in = Sqlite.class.getResourceAsStream(resource);
        Statement statement = connection.createStatement()) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not in the program");
      }
      statement.executeUpdate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  static StudyException failure(Path file, SQLException e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException sqlite
            ? sqlite.getResultCode()
            : SQLiteErrorCode.UNKNOWN_ERROR;
    // extended result codes carry the plain one in their low byte
    return switch (code.code & 0xff) {
      case 13 ->
          new StudyException(
              Kind.DISK,
              file + ": the disk is full",
              "free some space and run the same command again; what was stored is kept",
              e);
      case 8, 14, 23 ->
          new StudyException(
              Kind.DISK,
              file + ": cannot be written",
              "check the folder's permissions or choose another with --out",
              e);
      case 10 ->
          new StudyException(
              Kind.DISK,
              file + ": reading or writing failed: " + e.getMessage(),
              "check the disk and its free space, then run the same command again",
              e);
      case 11, 26 ->
          new StudyException(
              Kind.OTHER_STUDY,
              file + ": not a readable SQLite database",
              "restore the file or choose another folder with --out",
              e);
      case 5, 6 ->
          new StudyException(
              Kind.DISK,
              file + ": another process keeps it locked",
              "end the program that writes to it and try again",
              e);
      default ->
          new StudyException(Kind.DISK, file + ": " + e.getMessage(), "check the study folder", e);
    };
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }
}
