package org.foregone.llama.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foregone.llama.LlamaException;

/// The library in this process: its functions, checked against the binding, and its log.
///
/// @param files what was loaded
/// @param version what `llama_version` answers
public record NativeCode(
    LibraryFiles files, String version, Libllama llama, Libggml ggml, LogBuffer log) {

  /// Loads the files and refuses them when their functions or struct layouts are not those the
  /// binding was written for.
  public static NativeCode load(LibraryFiles files) {
    return load(files, LayoutProbe.EXPECTED);
  }

  static NativeCode load(LibraryFiles files, List<LayoutProbe.Expectation> expected) {
    // In this order each library finds those it needs already loaded, where the system's loader
    // does not look beside the library itself (Windows).
    SymbolLookup base = open(files.base());
    SymbolLookup ggml = open(files.ggml());
    SymbolLookup llama = open(files.llama());

    Libllama llamaFunctions = new Libllama(llama);
    Libggml ggmlFunctions = new Libggml(ggml.or(base));
    List<String> problems = new ArrayList<>();
    llamaFunctions.missing().forEach(name -> problems.add(name + " is not exported"));
    ggmlFunctions.missing().forEach(name -> problems.add(name + " is not exported"));
    if (problems.isEmpty()) {
      problems.addAll(LayoutProbe.differences(llama, expected));
    }
    String version =
        llama.find("llama_version").isPresent()
            ? Native.string(Native.get(() -> (MemorySegment) llamaFunctions.version.invokeExact()))
            : "older than 0.4";
    if (!problems.isEmpty()) {
      throw refused(files, version, problems);
    }
    LogBuffer log = new LogBuffer();
    MemorySegment callback = Callbacks.log(log, Arena.global());
    Native.run(
        () -> {
          llamaFunctions.logSet.invokeExact(callback, MemorySegment.NULL);
        });
    Native.run(
        () -> {
          llamaFunctions.backendInit.invokeExact();
        });
    return new NativeCode(files, version, llamaFunctions, ggmlFunctions, log);
  }

  private static SymbolLookup open(Path library) {
    try {
      return SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new LlamaException(
          "cannot load %s: the system's loader refuses it (another platform's file, damaged, or a library it needs is missing)\nhint: reinstall it with npm ci, or name another build with --llama-lib DIR"
              .formatted(library),
          e);
    }
  }

  private static LlamaException refused(LibraryFiles files, String version, List<String> problems) {
    return new LlamaException(
        "%s is llama.cpp %s, which this binding does not fit: %s\nexpected: llama.cpp %s or a version with the same interface\nhint: use the packaged natives (npm ci installs %s* %s), or name another build with --llama-lib DIR"
            .formatted(
                files.llama(),
                version,
                String.join("; ", problems),
                Layouts.VERSION,
                LibraryFiles.PACKAGE,
                LibraryFiles.PACKAGE_VERSION));
  }
}
