package org.foregone.llama;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.foregone.llama.internal.Libggml;
import org.foregone.llama.internal.Libllama;
import org.foregone.llama.internal.LibraryFiles;
import org.foregone.llama.internal.LogBuffer;
import org.foregone.llama.internal.Native;
import org.foregone.llama.internal.NativeCode;
import org.jspecify.annotations.Nullable;

/// The loaded libllama. A process loads one, once, and keeps it until it ends; all methods may be
/// called from any thread.
///
/// The folder is the one named by `--llama-lib`, else by the environment variable
/// FOREGONE_LLAMA_LIB, else `node_modules/@node-llama-cpp/PLATFORM/bins/PLATFORM` in the folder
/// named by the system property `foregone.home`, by default the one upwards from the working
/// directory that holds `package.json`. The first of these that is set decides alone.
public final class NativeLibrary {
  private static @Nullable NativeLibrary loaded;

  private final NativeCode code;
  private final String cpuVariant;

  private NativeLibrary(NativeCode code, String cpuVariant) {
    this.code = code;
    this.cpuVariant = cpuVariant;
  }

  /// What to load.
  ///
  /// @param directory the folder given by `--llama-lib`, or null for the search described above
  /// @param cpuVariant load only this CPU back end (`zen4`, `haswell`, `x64`, ...) instead of the
  ///     best for this machine and every GPU back end present; null for the normal choice
  public record Options(@Nullable Path directory, @Nullable String cpuVariant) {
    public static final Options DEFAULT = new Options(null, null);

    public static Options in(@Nullable Path directory) {
      return new Options(directory, null);
    }
  }

  /// A device that models can run on, as the library names it.
  ///
  /// @param kind CPU, GPU, IGPU (integrated), ACCEL or META
  /// @param freeBytes memory free on it, 0 when unknown
  public record Device(
      String name, String description, String kind, long freeBytes, long totalBytes) {}

  /// Loads the library, or returns the one already loaded.
  ///
  /// @throws LlamaException when it cannot be found or loaded, is another version than this binding
  ///     fits, or when another build is loaded already
  public static synchronized NativeLibrary load(Options options) {
    LibraryFiles files = LibraryFiles.in(LibraryFiles.Search.here(options.directory()).place());
    if (loaded != null) {
      loaded.checkSame(files, options);
      return loaded;
    }
    NativeCode code = NativeCode.load(files);
    NativeLibrary library = new NativeLibrary(code, loadBackEnds(code, options.cpuVariant()));
    loaded = library;
    return library;
  }

  private void checkSame(LibraryFiles files, Options options) {
    String wanted = options.cpuVariant();
    boolean otherVariant = wanted != null && !wanted.equals(cpuVariant);
    if (!files.llama().equals(code.files().llama()) || otherVariant) {
      throw new LlamaException(
          "llama.cpp is already loaded from %s (CPU variant %s); a process can load only one, so %s%s needs a process of its own"
              .formatted(
                  code.files().llama(),
                  cpuVariant,
                  files.llama(),
                  otherVariant ? " with CPU variant " + wanted : ""));
    }
  }

  private static String loadBackEnds(NativeCode code, @Nullable String variant) {
    LibraryFiles files = code.files();
    try (Arena arena = Arena.ofConfined()) {
      if (variant == null) {
        MemorySegment path = arena.allocateFrom(files.directory().toString());
        Native.run(
            () -> {
              code.ggml().backendLoadAllFromPath.invokeExact(path);
            });
      } else {
        MemorySegment path = arena.allocateFrom(files.cpuVariant(variant).toString());
        MemorySegment back =
            Native.get(() -> (MemorySegment) code.ggml().backendLoad.invokeExact(path));
        if (Native.isNull(back)) {
          throw new LlamaException(
              "this machine cannot run the CPU variant '%s' of %s"
                  .formatted(variant, files.directory()));
        }
      }
    }
    long devices = Native.get(() -> (long) code.ggml().backendDevCount.invokeExact());
    if (devices == 0) {
      throw new LlamaException(
          "no back end in %s can run on this machine: expected a libggml-cpu* beside libllama\nhint: install the package for this platform (npm ci), or name another build with --llama-lib DIR"
              .formatted(files.directory()));
    }
    return loadedVariant(code.log());
  }

  /// The variant's name is only in the log: `loaded CPU backend from .../libggml-cpu-zen4.so`.
  private static String loadedVariant(LogBuffer log) {
    Pattern pattern =
        Pattern.compile("loaded CPU backend from .*ggml-cpu-?(\\w*)\\.(so|dylib|dll)");
    return log.lines().stream()
        .map(pattern::matcher)
        .filter(Matcher::find)
        .map(m -> m.group(1).isEmpty() ? "generic" : m.group(1))
        .findFirst()
        .orElse("built in");
  }

  /// The folder it was loaded from.
  public Path directory() {
    return code.files().directory();
  }

  /// The version of llama.cpp, as the library states it (`0.4.0`).
  public String version() {
    return code.version();
  }

  /// The CPU back end in use: `zen4`, `haswell`, ..., `generic`, or `built in`.
  public String cpuVariant() {
    return cpuVariant;
  }

  /// The processor features that the library was built for and found, as it prints them.
  public String systemInfo() {
    return Native.string(Native.get(() -> (MemorySegment) llama().printSystemInfo.invokeExact()))
        .strip();
  }

  /// The devices found, in the library's order.
  public List<Device> devices() {
    Libggml ggml = code.ggml();
    long count = Native.get(() -> (long) ggml.backendDevCount.invokeExact());
    List<Device> devices = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment free = arena.allocate(JAVA_LONG);
      MemorySegment total = arena.allocate(JAVA_LONG);
      for (long i = 0; i < count; i++) {
        long index = i;
        MemorySegment device =
            Native.get(() -> (MemorySegment) ggml.backendDevGet.invokeExact(index));
        Native.run(
            () -> {
              ggml.backendDevMemory.invokeExact(device, free, total);
            });
        devices.add(
            new Device(
                text(() -> (MemorySegment) ggml.backendDevName.invokeExact(device)),
                text(() -> (MemorySegment) ggml.backendDevDescription.invokeExact(device)),
                kind(Native.get(() -> (int) ggml.backendDevType.invokeExact(device))),
                free.get(JAVA_LONG, 0),
                total.get(JAVA_LONG, 0)));
      }
    }
    return devices;
  }

  private static String text(Native.Call<MemorySegment> call) {
    return Native.string(Native.get(call));
  }

  private static String kind(int type) {
    return switch (type) {
      case 0 -> "CPU";
      case 1 -> "GPU";
      case 2 -> "IGPU";
      case 3 -> "ACCEL";
      case 4 -> "META";
      default -> "type " + type;
    };
  }

  /// The last lines the library logged, oldest first.
  public List<String> recentLog() {
    return code.log().lines();
  }

  Libllama llama() {
    return code.llama();
  }

  Libggml ggml() {
    return code.ggml();
  }

  LogBuffer log() {
    return code.log();
  }
}
