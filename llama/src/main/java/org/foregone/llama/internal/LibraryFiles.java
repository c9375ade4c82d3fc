package org.foregone.llama.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.foregone.llama.LlamaException;
import org.jspecify.annotations.Nullable;

/// The files of one build of llama.cpp, found in a folder.
///
/// @param directory the folder
/// @param llama libllama itself
/// @param ggml libggml (back-end registry), beside it
/// @param base libggml-base, beside it
public record LibraryFiles(Path directory, Path llama, Path ggml, Path base) {

  /// The npm package that `package.json` pins, without the platform.
  static final String PACKAGE = "@node-llama-cpp/";

  static final String PACKAGE_VERSION = "3.21.1";

  /// Where to look and who says so.
  ///
  /// @param directory the folder
  /// @param source the setting that named it, for messages
  public record Place(Path directory, String source) {}

  /// What decides where to look: the folder given on the command line, the environment variable,
  /// the project's folder, the system.
  ///
  /// @param explicit the folder from `--llama-lib`, or null
  /// @param environment the value of FOREGONE_LLAMA_LIB, or null
  /// @param home the folder that holds `node_modules`, or null when none was found
  /// @param os the value of `os.name`
  /// @param arch the value of `os.arch`
  public record Search(
      @Nullable Path explicit,
      @Nullable String environment,
      @Nullable Path home,
      String os,
      String arch) {

    /// The search in this process: system properties and environment as they are.
    public static Search here(@Nullable Path explicit) {
      return new Search(
          explicit,
          System.getenv("FOREGONE_LLAMA_LIB"),
          projectFolder(),
          System.getProperty("os.name", ""),
          System.getProperty("os.arch", ""));
    }

    private static @Nullable Path projectFolder() {
      String named = System.getProperty("foregone.home");
      if (named != null && !named.isBlank()) {
        return Path.of(named);
      }
      Path at = Path.of("").toAbsolutePath();
      while (at != null && !Files.exists(at.resolve("package.json"))) {
        at = at.getParent();
      }
      return at;
    }

    /// The one folder to load from; no other is tried, so that a wrong setting never goes
    /// unnoticed.
    ///
    /// @throws LlamaException when nothing names a folder and there are no natives for this system
    public Place place() {
      if (explicit != null) {
        return new Place(explicit, "--llama-lib");
      }
      if (environment != null && !environment.isBlank()) {
        return new Place(Path.of(environment), "FOREGONE_LLAMA_LIB");
      }
      String platform =
          platform()
              .orElseThrow(
                  () ->
                      new LlamaException(
                          "no llama.cpp natives are packaged for %s on %s\nhint: build llama.cpp %s as shared libraries and name their folder with --llama-lib DIR or FOREGONE_LLAMA_LIB"
                              .formatted(os, arch, Layouts.VERSION)));
      if (home == null) {
        throw new LlamaException(
            "cannot find the folder that holds node_modules: no package.json upwards from the working directory, and foregone.home is not set\nhint: start through ./foregone, or name a folder with --llama-lib DIR or FOREGONE_LLAMA_LIB");
      }
      return new Place(
          home.resolve("node_modules")
              .resolve(PACKAGE + platform)
              .resolve("bins")
              .resolve(platform),
          "package.json");
    }

    private Optional<String> platform() {
      String system = os.toLowerCase(Locale.ROOT);
      boolean arm = arch.equals("aarch64") || arch.equals("arm64");
      boolean intel = arch.equals("amd64") || arch.equals("x86_64");
      if (system.startsWith("linux")) {
        return arm
            ? Optional.of("linux-arm64")
            : intel ? Optional.of("linux-x64") : Optional.empty();
      }
      if (system.startsWith("mac")) {
        return arm
            ? Optional.of("mac-arm64-metal")
            : intel ? Optional.of("mac-x64") : Optional.empty();
      }
      return system.startsWith("windows") && intel ? Optional.of("win-x64") : Optional.empty();
    }
  }

  /// Finds the three libraries in a folder.
  ///
  /// @throws LlamaException when the folder or one of them is missing
  public static LibraryFiles in(Place place) {
    Path directory = place.directory();
    if (!Files.isDirectory(directory)) {
      throw new LlamaException(
          "no llama.cpp natives at %s (from %s): no such folder\nhint: %s"
              .formatted(directory, place.source(), remedy(place)));
    }
    return new LibraryFiles(
        directory, find(place, "llama"), find(place, "ggml"), find(place, "ggml-base"));
  }

  private static Path find(Place place, String name) {
    Pattern pattern =
        Pattern.compile(
            "(lib)?"
                + name
                + "(\\.(metal|cuda|vulkan|cpu))?(\\.[vb]?[0-9][0-9.]*)?\\.(so|dylib|dll)(\\.[0-9.]+)?");
    try (Stream<Path> files = Files.list(place.directory())) {
      return files
          .filter(p -> pattern.matcher(p.getFileName().toString()).matches())
          .min(Comparator.comparingInt((Path p) -> p.toString().length()).thenComparing(p -> p))
          .orElseThrow(
              () ->
                  new LlamaException(
                      "no lib%s in %s (from %s): expected a file named like lib%s.so, lib%s.v%s.so, lib%s.dylib or %s.dll\nhint: %s"
                          .formatted(
                              name,
                              place.directory(),
                              place.source(),
                              name,
                              name,
                              Layouts.VERSION,
                              name,
                              name,
                              remedy(place))));
    } catch (IOException e) {
      throw new LlamaException(
          "cannot list " + place.directory() + " (from " + place.source() + "): " + e, e);
    }
  }

  /// The CPU back end of one variant (`zen4`, `haswell`, `x64`, ...).
  public Path cpuVariant(String variant) {
    List<String> present = new ArrayList<>();
    Pattern pattern = Pattern.compile("(lib)?ggml-cpu-(\\w+)\\.(so|dylib|dll)");
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        var matcher = pattern.matcher(file.getFileName().toString());
        if (matcher.matches()) {
          if (matcher.group(2).equals(variant)) {
            return file;
          }
          present.add(matcher.group(2));
        }
      }
    } catch (IOException e) {
      throw new LlamaException("cannot list " + directory + ": " + e, e);
    }
    throw new LlamaException(
        "no CPU variant '%s' in %s: there are %s".formatted(variant, directory, present));
  }

  static String remedy(Place place) {
    return place.source().equals("package.json")
        ? "run npm ci in the project's folder (it installs "
            + PACKAGE
            + "* "
            + PACKAGE_VERSION
            + "), or name another build of llama.cpp with --llama-lib DIR"
        : "name the folder that holds libllama, libggml and libggml-base of llama.cpp "
            + Layouts.VERSION
            + ", or drop "
            + place.source()
            + " to use the packaged natives";
  }
}
