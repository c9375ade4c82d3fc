package org.foregone.app;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What `doctor` says of the machine, before any native code is loaded.
final class MachineChecks {
  private static final long GIB = 1L << 30;
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private MachineChecks() {}

  static List<Check> all(Path folder) {
    return List.of(java(), memory(), disk(folder), browser());
  }

  private static Check java() {
    Runtime.Version version = Runtime.version();
    String found = version + " in " + System.getProperty("java.home");
    return version.feature() >= 25
        ? Check.ok("java", found)
        : Check.failed("java", found, "start Foregone with JDK 25 or later: ./foregone finds one");
  }

  private static Check memory() {
    long total =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Runtime.getRuntime().maxMemory();
    String found =
        "%.1f GiB, %d processors"
            .formatted((double) total / GIB, Runtime.getRuntime().availableProcessors());
    return total >= 4 * GIB
        ? Check.ok("memory", found)
        : Check.advice("memory", found, "a model needs about its file's size plus its context");
  }

  private static Check disk(Path folder) {
    try {
      FileStore store = Files.getFileStore(folder.toAbsolutePath());
      String found =
          "%.1f GiB free in %s"
              .formatted(
                  (double) store.getUsableSpace() / GIB, folder.toAbsolutePath().normalize());
      return store.getUsableSpace() >= GIB
          ? Check.ok("disk", found)
          : Check.failed("disk", found, "free 1 GiB, or write elsewhere with --out");
    } catch (IOException e) {
      return Check.failed("disk", e.toString(), "run doctor in a folder that exists");
    }
  }

  /// Only the browser tests of ./dev check start one; the page opens in any browser.
  private static Check browser() {
    Optional<Path> found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .flatMap(folder -> BROWSERS.stream().map(name -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();
    return found
        .map(path -> Check.ok("chromium", path + " (optional: browser tests)"))
        .orElseGet(
            () ->
                Check.advice(
                    "chromium",
                    "not found",
                    "only `./dev check` uses it: apt-get install chromium"));
  }
}
