package org.foregone.study.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foregone.study.run.LetterStudy.prompts;
import static org.foregone.study.run.LetterStudy.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.foregone.inference.Sampling;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.store.StudyFolder;
import org.foregone.study.store.StudyStore;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may write to a study's folder, and who may read meanwhile.
class StudyFolderTests {
  private static final String COUNT =
      """
      import sqlite3, sys
      db = sqlite3.connect(f"file:{sys.argv[1]}/study.sqlite?mode=ro", uri=True)
      print(db.execute("SELECT COUNT(*) FROM rollouts").fetchone()[0])
      """;

  @TempDir Path temp;

  private Setup setup(Path folder) {
    return LetterStudy.setup(folder, prompts(), Map.of());
  }

  private static void refuses(ThrowingCallable call, Kind kind, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StudyException.class,
            e -> {
              assertThat(e.problems()).hasSize(1);
              assertThat(e.problems().getFirst().kind()).isEqualTo(kind);
              assertThat(e.problems().getFirst().message()).contains(message);
              assertThat(e.problems().getFirst().hint()).isNotEmpty();
            });
  }

  @Test
  void otherPeoplesFilesAreLeftAlone() throws IOException, SQLException {
    Files.writeString(temp.resolve("notes.txt"), "mine");
    refuses(() -> run(setup(temp)), Kind.OTHER_STUDY, "holds files, but no study");
    refuses(
        () -> run(setup(temp.resolve("notes.txt"))), Kind.OTHER_STUDY, "is a file, not a folder");
    assertThat(temp.toFile().list()).containsExactly("notes.txt");

    Path text = Files.createDirectory(temp.resolve("text"));
    Files.writeString(text.resolve("study.sqlite"), "not a database, but long enough to be read");
    refuses(() -> run(setup(text)), Kind.OTHER_STUDY, "not a readable SQLite database");

    Path foreign = Files.createDirectory(temp.resolve("foreign"));
    String url = "jdbc:sqlite:" + foreign.resolve("study.sqlite");
    try (var db = DriverManager.getConnection(url);
        var statement = db.createStatement()) {
      statement.execute("CREATE TABLE wages (name, amount)");
    }
    refuses(() -> run(setup(foreign)), Kind.OTHER_STUDY, "not a study's database");

    refuses(() -> new StudyFolder(temp.resolve("none")).read(), Kind.FILE, "no study here");
  }

  @Test
  void aFolderThatCannotBeMadeIsADiskProblem() {
    Path impossible = Path.of("/proc/foregone-study");
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc")), "SKIPPED: no /proc");
    refuses(() -> run(setup(impossible)), Kind.DISK, impossible + ": cannot be written");
  }

  /// Runs the letter study, tells why it cannot.
  static final class Child {
    public static void main(String[] arguments) {
      try {
        run(LetterStudy.setup(Path.of(arguments[0]), prompts(), Map.of()));
      } catch (StudyException e) {
        System.out.println(e.getMessage());
        System.exit(1);
      }
    }
  }

  @Test
  void aSecondRunIsToldToWait() {
    Setup setup = setup(temp.resolve("s"));
    List<String> told = new ArrayList<>();
    new StudyRunner(setup, Sampling.PLAIN)
        .run(
            progress -> {
              if (progress.done() == 80) {
                refuses(() -> run(setup), Kind.OTHER_STUDY, "another run is writing to this study");
                told.add(output(setup.folder().path()));
              }
            },
            () -> false,
            Map.of());
    assertThat(told)
        .singleElement()
        .asString()
        .startsWith(setup.folder().path() + ": another run is writing to this study (wait for it");
  }

  private static String output(Path folder) {
    try {
      Process child = Children.start(Child.class, List.of(), folder);
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(said).isEqualTo(1);
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void otherProcessesReadWhileARunWrites() throws IOException {
    Setup setup = setup(temp.resolve("s"));
    Path script = Files.writeString(temp.resolve("count.py"), COUNT);
    List<Long> expected = new ArrayList<>();
    List<Long> counted = new ArrayList<>();
    new StudyRunner(setup, Sampling.PLAIN)
        .run(
            progress -> {
              if (progress.done() % 64 == 0) {
                expected.add(progress.done());
                counted.add(count(script, setup.folder().path()));
                try (StudyStore reader = setup.folder().read()) {
                  assertThat(reader.tallies().stream().mapToLong(t -> t.rollouts()).sum())
                      .isEqualTo(progress.done());
                }
              }
            },
            () -> false,
            Map.of());
    assertThat(counted).hasSize(3).isEqualTo(expected);
  }

  private static long count(Path script, Path folder) {
    Process python;
    try {
      python =
          new ProcessBuilder("python3", script.toString(), folder.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("SKIPPED: no python3");
      return 0;
    }
    List<String> said = python.inputReader(StandardCharsets.UTF_8).lines().toList();
    assertThat(said).singleElement().asString().matches("\\d+");
    return Long.parseLong(said.getFirst());
  }
}
