package org.foregone.study.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;

/// The folder of a study: where its files lie, and who may write to it.
///
/// @param path the folder
public record StudyFolder(Path path) {
  /// Folders that this process writes to.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  public Path resolved() {
    return path.resolve("study.resolved.yaml");
  }

  public Path database() {
    return path.resolve("study.sqlite");
  }

  public Path findings() {
    return path.resolve("findings.json");
  }

  public Path page() {
    return path.resolve("report").resolve("index.html");
  }

  /// Whether a study was begun here.
  public boolean holdsStudy() {
    return Files.isRegularFile(database());
  }

  /// Opens the folder's study for reading.
  ///
  /// @throws StudyException when there is none
  public StudyStore read() {
    if (!holdsStudy()) {
      throw new StudyException(
          Kind.FILE, path + ": no study here (no study.sqlite)", "name a folder that a run wrote");
    }
    return StudyStore.read(database());
  }

  /// Makes the folder where it is missing, or checks that a study may be written to it.
  ///
  /// @throws StudyException when it is a file, holds other things than a study, or cannot be
  ///     written
  public void claim() {
    try {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new StudyException(
            Kind.OTHER_STUDY, path + ": is a file, not a folder", "choose a folder with --out");
      }
      Files.createDirectories(path);
      if (!holdsStudy()) {
        try (Stream<Path> entries = Files.list(path)) {
          if (entries.anyMatch(e -> !e.getFileName().toString().startsWith("study."))) {
            throw new StudyException(
                Kind.OTHER_STUDY,
                path + ": holds files, but no study",
                "choose an empty or new folder with --out");
          }
        }
      }
      Files.delete(Files.createTempFile(path, "study.", ".tmp"));
    } catch (IOException e) {
      throw new StudyException(
          Kind.DISK,
          path + ": cannot be written: " + reason(e),
          "check its permissions and the disk's free space, or choose another folder with --out",
          e);
    }
  }

  /// Keeps other runs away from this study until closed (or until the process dies).
  ///
  /// @throws StudyException when another run, in this process or another, writes to it
  public Claim lock() {
    Path file = path.resolve("study.lock");
    try {
      Path folder = path.toRealPath();
      // to open and close the file again would give up this process's own lock on it
      if (!HELD.add(folder)) {
        throw busy();
      }
      try {
        return new Claim(locked(file), folder);
      } catch (IOException | RuntimeException e) {
        HELD.remove(folder);
        throw e;
      }
    } catch (IOException e) {
      throw new StudyException(Kind.DISK, file + ": " + reason(e), "check the folder", e);
    }
  }

  private FileChannel locked(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw busy();
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private StudyException busy() {
    return new StudyException(
        Kind.OTHER_STUDY,
        path + ": another run is writing to this study",
        "wait for it or stop it; reading is possible all the time");
  }

  /// The right to write; released by closing.
  public static final class Claim implements AutoCloseable {
    private final FileChannel channel;
    private final Path folder;

    private Claim(FileChannel channel, Path folder) {
      this.channel = channel;
      this.folder = folder;
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        HELD.remove(folder);
      }
    }
  }

  /// Writes a text file whole or not at all.
  public void write(Path file, String text) {
    Path part = file.resolveSibling("study." + file.getFileName() + ".tmp");
    try {
      Files.writeString(part, text);
      try {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new StudyException(
          Kind.DISK,
          file + ": cannot be written: " + reason(e),
          "check the disk's free space and run the same command again",
          e);
    }
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case java.nio.file.AccessDeniedException denied -> "permission denied";
      case java.nio.file.FileSystemException f when f.getReason() != null ->
          String.valueOf(f.getReason());
      default -> message;
    };
  }
}
