package org.foregone.llama.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.foregone.llama.LlamaException;
import org.foregone.llama.internal.LibraryFiles.Place;
import org.foregone.llama.internal.LibraryFiles.Search;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where the library is looked for, what its files may be called, and what is said when it is not
/// there.
class LibraryFilesTests {
  @TempDir Path folder;

  @Test
  void theCommandLineComesBeforeTheEnvironmentBeforeThePackage() {
    Path explicit = Path.of("given");
    Path home = Path.of("home");
    assertThat(new Search(explicit, "env", home, "Linux", "amd64").place())
        .isEqualTo(new Place(explicit, "--llama-lib"));
    assertThat(new Search(null, "env", home, "Linux", "amd64").place())
        .isEqualTo(new Place(Path.of("env"), "FOREGONE_LLAMA_LIB"));
    assertThat(new Search(null, " ", home, "Linux", "amd64").place().source())
        .isEqualTo("package.json");
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x64",
    "Linux, aarch64, linux-arm64",
    "Mac OS X, aarch64, mac-arm64-metal",
    "Mac OS X, x86_64, mac-x64",
    "Windows 11, amd64, win-x64"
  })
  void thePackageFitsTheSystem(String os, String arch, String platform) {
    assertThat(new Search(null, null, Path.of("home"), os, arch).place().directory())
        .isEqualTo(Path.of("home/node_modules/@node-llama-cpp", platform, "bins", platform));
  }

  @Test
  void aSystemWithoutNativesIsTold() {
    says(
        () -> new Search(null, null, Path.of("home"), "Linux", "s390x").place(),
        """
        no llama.cpp natives are packaged for Linux on s390x
        hint: build llama.cpp 0.4.0 as shared libraries and name their folder with --llama-lib DIR or FOREGONE_LLAMA_LIB""");
    says(
        () -> new Search(null, null, null, "Linux", "amd64").place(),
        """
        cannot find the folder that holds node_modules: no package.json upwards from the working directory, and foregone.home is not set
        hint: start through ./foregone, or name a folder with --llama-lib DIR or FOREGONE_LLAMA_LIB""");
  }

  @Test
  void aMissingFolderIsTold() {
    Path missing = folder.resolve("missing");
    says(
        () -> LibraryFiles.in(new Place(missing, "package.json")),
        """
        no llama.cpp natives at %s (from package.json): no such folder
        hint: run npm ci in the project's folder (it installs @node-llama-cpp/* 3.21.1), or name another build of llama.cpp with --llama-lib DIR"""
            .formatted(missing));
    says(
        () -> LibraryFiles.in(new Place(missing, "FOREGONE_LLAMA_LIB")),
        """
        no llama.cpp natives at %s (from FOREGONE_LLAMA_LIB): no such folder
        hint: name the folder that holds libllama, libggml and libggml-base of llama.cpp 0.4.0, or drop FOREGONE_LLAMA_LIB to use the packaged natives"""
            .formatted(missing));
  }

  @Test
  void aMissingFileIsTold() throws IOException {
    Files.createFile(folder.resolve("libllama.so"));
    Files.createFile(folder.resolve("libggml-base.so"));
    says(
        () -> LibraryFiles.in(new Place(folder, "--llama-lib")),
        """
        no libggml in %s (from --llama-lib): expected a file named like libggml.so, libggml.v0.4.0.so, libggml.dylib or ggml.dll
        hint: name the folder that holds libllama, libggml and libggml-base of llama.cpp 0.4.0, or drop --llama-lib to use the packaged natives"""
            .formatted(folder));
  }

  @ParameterizedTest
  @CsvSource({
    "libllama.so, libggml.so, libggml-base.so",
    "libllama.v0.4.0.so, libggml.v0.4.0.so, libggml-base.so",
    "libllama.b9999.so, libggml.b9999.so, libggml-base.so",
    "libllama.so.0.4.0, libggml.so.0.4.0, libggml-base.so.0.4.0",
    "libllama.cuda.v0.4.0.so, libggml.cuda.v0.4.0.so, libggml-base.so",
    "libllama.metal.v0.4.0.dylib, libggml.metal.v0.4.0.dylib, libggml-base.dylib",
    "libllama.0.4.0.dylib, libggml.0.4.0.dylib, libggml-base.0.4.0.dylib",
    "llama.dll, ggml.dll, ggml-base.dll"
  })
  void theNamesThatBuildsUseAreFound(String llama, String ggml, String base) throws IOException {
    for (String name :
        new String[] {llama, ggml, base, "libllama-common.so", "libggml-cpu-zen4.so", "x.node"}) {
      Files.createFile(folder.resolve(name));
    }
    LibraryFiles files = LibraryFiles.in(new Place(folder, "--llama-lib"));
    assertThat(files.llama()).isEqualTo(folder.resolve(llama));
    assertThat(files.ggml()).isEqualTo(folder.resolve(ggml));
    assertThat(files.base()).isEqualTo(folder.resolve(base));
    assertThat(files.cpuVariant("zen4")).isEqualTo(folder.resolve("libggml-cpu-zen4.so"));
    says(
        () -> files.cpuVariant("zen9"),
        "no CPU variant 'zen9' in %s: there are [zen4]".formatted(folder));
  }

  private static void says(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(LlamaException.class).hasMessage(message);
  }
}
