package org.foregone.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.foregone.llama.internal.LibraryFiles;
import org.foregone.llama.internal.LibraryFiles.Search;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Loading the library: right ones, wrong ones, and several.
class NativeLibraryTests {
  @TempDir Path folder;

  @Test
  void saysWhatItLoaded() {
    NativeLibrary library = NativeLibrary.load(NativeLibrary.Options.DEFAULT);
    assertThat(library.version()).matches("[0-9]+\\.[0-9]+.*");
    assertThat(library.cpuVariant()).isNotEmpty();
    assertThat(library.systemInfo()).contains("CPU");
    assertThat(library.devices())
        .anySatisfy(
            device -> {
              assertThat(device.kind()).isEqualTo("CPU");
              assertThat(device.description()).isNotEmpty();
            });
    assertThat(NativeLibrary.load(NativeLibrary.Options.DEFAULT)).isSameAs(library);
  }

  @Test
  void aProcessLoadsOnlyOne() {
    NativeLibrary library = NativeLibrary.load(NativeLibrary.Options.DEFAULT);
    Path loaded = files().llama();
    assertThatThrownBy(() -> NativeLibrary.load(new NativeLibrary.Options(null, "z80")))
        .isInstanceOf(LlamaException.class)
        .hasMessage(
            "llama.cpp is already loaded from %s (CPU variant %s); a process can load only one, so %s with CPU variant z80 needs a process of its own",
            loaded, library.cpuVariant(), loaded);
  }

  @Test
  void aFileThatIsNoLibraryIsTold() throws Exception {
    for (String name : List.of("libllama.so", "libggml.so", "libggml-base.so")) {
      Files.writeString(folder.resolve(name), "not a library");
    }
    ChildJvm child = ChildJvm.run(LoadingProgram.class, folder.toString(), List.of(), "best");
    assertThat(child.exit()).isZero();
    assertThat(child.output())
        .isEqualTo(
            """
            cannot load %s: the system's loader refuses it (another platform's file, damaged, or a library it needs is missing)
            hint: reinstall it with npm ci, or name another build with --llama-lib DIR"""
                .formatted(folder.resolve("libggml-base.so")));
  }

  @Test
  void anotherLibraryIsRefusedByNameOfWhatItLacks() throws Exception {
    LibraryFiles files = files();
    link(files.base(), files.base().getFileName().toString());
    link(files.ggml(), files.ggml().getFileName().toString());
    link(files.base(), files.llama().getFileName().toString());
    ChildJvm child = ChildJvm.run(LoadingProgram.class, folder.toString(), List.of(), "best");
    assertThat(child.exit()).isZero();
    assertThat(child.output())
        .startsWith(
            folder.resolve(files.llama().getFileName())
                + " is llama.cpp older than 0.4, which this binding does not fit: llama_")
        .contains("llama_decode is not exported; ")
        .endsWith(
            """
            expected: llama.cpp 0.4.0 or a version with the same interface
            hint: use the packaged natives (npm ci installs @node-llama-cpp/* 3.21.1), or name another build with --llama-lib DIR""");
  }

  @Test
  void aFolderWithoutABackEndIsTold() throws Exception {
    LibraryFiles files = files();
    for (Path file : List.of(files.base(), files.ggml(), files.llama())) {
      link(file, file.getFileName().toString());
    }
    ChildJvm child = ChildJvm.run(LoadingProgram.class, folder.toString(), List.of(), "best");
    assertThat(child.exit()).isZero();
    assertThat(child.output())
        .isEqualTo(
            """
            no back end in %s can run on this machine: expected a libggml-cpu* beside libllama
            hint: install the package for this platform (npm ci), or name another build with --llama-lib DIR"""
                .formatted(folder));
  }

  @Test
  void theHomeFolderIsAProperty() throws Exception {
    ChildJvm child =
        ChildJvm.run(LoadingProgram.class, "", List.of("-Dforegone.home=" + folder), "best");
    assertThat(child.exit()).isZero();
    assertThat(child.output())
        .startsWith("no llama.cpp natives at " + folder.resolve("node_modules"))
        .contains("(from package.json): no such folder\nhint: run npm ci");
  }

  private void link(Path from, String name) throws IOException {
    Files.createSymbolicLink(folder.resolve(name), from.toRealPath());
  }

  private static LibraryFiles files() {
    return LibraryFiles.in(Search.here(null).place());
  }
}
