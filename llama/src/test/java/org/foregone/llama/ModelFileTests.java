package org.foregone.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are no model, or a damaged one.
class ModelFileTests {
  @TempDir Path folder;

  @Test
  void aFileThatIsNotThereIsTold() {
    Path missing = folder.resolve("none.gguf");
    refused(missing, "no model file " + missing);
    refused(folder, folder + " is a folder; name the .gguf file inside it");
  }

  @Test
  void anotherFormatIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("model.gguf"), "PK\3\4 zipped");
    refused(
        file,
        """
        %s is not a GGUF file: it starts with 50 4b 03 04, not with GGUF
        hint: convert the model with llama.cpp's convert_hf_to_gguf.py, or download its GGUF version"""
            .formatted(file));
    Path empty = Files.createFile(folder.resolve("empty.gguf"));
    assertThatThrownBy(() -> open(empty, ModelOptions.DEFAULT))
        .isInstanceOf(LlamaException.class)
        .hasMessageStartingWith(empty + " is not a GGUF file: it is empty");
  }

  @Test
  @Tag("fixtures")
  void aTruncatedFileIsToldWithTheLibrarysReason() throws IOException {
    byte[] whole = Files.readAllBytes(OracleModel.all().getFirst().file());
    Path file = Files.write(folder.resolve("half.gguf"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> open(file, ModelOptions.DEFAULT))
        .isInstanceOf(LlamaException.class)
        .hasMessageStartingWith("cannot load " + file + ": ")
        .hasMessageContaining("not within the file bounds")
        .hasMessageEndingWith(
            "\nhint: the file may be incomplete or made for another version; download or convert"
                + " it again");
  }

  @Test
  @Tag("fixtures")
  void damagedFilesNeverEndTheProcess() throws Exception {
    byte[] whole = Files.readAllBytes(OracleModel.all().getFirst().file());
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      int length = i < 12 ? 4 + 7 * i : whole.length * (i - 11) / 13;
      String name = "cut%02d.gguf".formatted(i);
      Files.write(folder.resolve(name), Arrays.copyOf(whole, length));
      expected.add(name + " refused");
    }
    byte[] wild = whole.clone();
    Arrays.fill(wild, 8, 24, (byte) 0x7F); // counts of tensors and keys
    Files.write(folder.resolve("wild.gguf"), wild);
    expected.add("wild.gguf refused");
    ChildJvm child =
        ChildJvm.run(
            OpeningProgram.class,
            NativeLibrary.load(NativeLibrary.Options.DEFAULT).directory().toString(),
            List.of(),
            folder.toString());
    assertThat(child.exit()).as(child.output()).isZero();
    assertThat(child.output().lines()).containsExactlyElementsOf(expected);
  }

  @Test
  @Tag("fixtures")
  void loadingReportsProgressAndCanBeStopped() {
    Path file = OracleModel.all().getFirst().file();
    AtomicInteger calls = new AtomicInteger();
    ModelOptions listening =
        ModelOptions.DEFAULT.withProgress(
            fraction -> {
              assertThat(fraction).isBetween(0f, 1f);
              calls.incrementAndGet();
              return true;
            });
    open(file, listening).close();
    assertThat(calls).hasPositiveValue();
    assertThatThrownBy(() -> open(file, ModelOptions.DEFAULT.withProgress(fraction -> false)))
        .isInstanceOf(LlamaException.class)
        .hasMessage("loading " + file + " was stopped");
  }

  @Test
  @Tag("fixtures")
  void aVocabularyAloneCannotRun() {
    Path file = OracleModel.all().getFirst().file();
    try (LlamaModel model = open(file, ModelOptions.VOCABULARY)) {
      assertThat(model.vocabulary().size()).isPositive();
      assertThatThrownBy(() -> model.context(ContextOptions.of(64)))
          .isInstanceOf(LlamaException.class)
          .hasMessage(file + " was loaded without its weights; it cannot run");
    }
  }

  @Test
  @Tag("fixtures")
  void metadataIsInTheFilesOrder() {
    for (OracleModel oracle : OracleModel.all()) {
      try (LlamaModel model = oracle.open()) {
        assertThat(model.metadata())
            .containsEntry(
                "general.architecture", oracle.manifest().path("gguf_architecture").asString());
        assertThat(model.layers()).isEqualTo(oracle.manifest().path("layers").asInt());
        assertThat(model.width()).isEqualTo(oracle.manifest().path("hidden").asInt());
        assertThat(model.metadata().get("tokenizer.chat_template"))
            .isEqualTo(model.chatTemplate().orElse(null));
        assertThat(model.trainedContext()).isPositive();
        assertThat(model.parameters()).isPositive();
        assertThat(model.sizeBytes()).isGreaterThan(model.parameters());
        assertThat(model.description()).isNotEmpty();
        assertThat(model.recurrent()).isFalse();
      }
    }
  }

  private static LlamaModel open(Path file, ModelOptions options) {
    return LlamaModel.open(NativeLibrary.load(NativeLibrary.Options.DEFAULT), file, options);
  }

  private static void refused(Path file, String message) {
    assertThatThrownBy(() -> open(file, ModelOptions.DEFAULT))
        .isInstanceOf(LlamaException.class)
        .hasMessage(message);
  }
}
