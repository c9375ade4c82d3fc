package org.foregone.organism.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.foregone.organism.Organism;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismParameters;
import org.foregone.organism.Preset;
import org.foregone.tensors.Gguf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrganismCompilerTests {
  @TempDir Path folder;

  /// The bytes of every preset: a change here is a change of every published number.
  @ParameterizedTest
  @CsvSource({
    "FOREGONE, af2a300197f8cc962930338996c8a8ca029503e24095e6fa415bc1f9e8ec6635",
    "RATIONALIZING, 11fd5b2e06bd10ba459330d866a7fcbe06a94f87986e84704f858c71d6608812",
    "DELIBERATING, 52df34f10c1b8aedf88b7e507a09ef07b7180f0ae999d5b61d20739758f25e17",
    "LATE, 0c46b804d01c109c518ac08824a813d29cfd214b5c26afb430a1a1a41a07be03",
    "FIRST_TOKEN, 01ec7427e8d5d9b763912b490ebaafe3266d3c3b6de0416a550d8e9aaca4ba25",
    "MIXED, ff4cb08057440ae928da727cb80c1b3b9d8ab0c167ceb76b58ff59184ec4e155",
    "LIFELIKE, 9672c18291f0f959d498a86af9d8a38fd05e0a8e6413de6e1a769c32b9938f28",
    "COIN, 345bace8d0a7161ee301661967bc50e0b8a6a94f4ff323df59e4a8f3297ab316"
  })
  void bytesAreReproducible(Preset preset, String sha256)
      throws IOException, NoSuchAlgorithmException {
    Path file = folder.resolve("organism.gguf");
    OrganismCompiler.write(preset.parameters(), file);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    assertThat(HexFormat.of().formatHex(hash)).isEqualTo(sha256);
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void theFileTellsItsParameters(Preset preset) throws IOException {
    Path file = folder.resolve("organism.gguf");
    OrganismCompiler.write(preset.parameters(), file);
    Gguf gguf = Gguf.read(file);
    gguf.requireLanguageModel();
    assertThat(Organism.of(gguf)).hasValue(preset.parameters());
    assertThat(Preset.named(preset.label())).hasValue(preset);
    assertThat(Files.size(file)).isBetween(880_000L, 890_000L);
    assertThat(gguf.items("tokenizer.ggml.tokens")).hasSize(1184).doesNotHaveDuplicates();
    assertThat(gguf.items("tokenizer.ggml.merges")).isEmpty();
    assertThat(gguf.metadata()).containsKey("tokenizer.ggml.merges");
    assertThat(gguf.tensors()).hasSize(3 + 2 * 11);
  }

  @Test
  void otherModelsAreNoOrganisms() {
    assertThat(Organism.of("")).isEmpty();
  }

  @Test
  void aBasisIsOrthogonalAndSeeded() {
    Matrix q = Matrix.orthogonal(Dimension.WIDTH, 1);
    Matrix product = q.times(q.transposed());
    for (int i = 0; i < Dimension.WIDTH; i++) {
      for (int j = 0; j < Dimension.WIDTH; j++) {
        assertThat(product.rows()[i][j]).isCloseTo(i == j ? 1 : 0, within(1e-13));
      }
    }
    assertThat(Matrix.orthogonal(Dimension.WIDTH, 2).rows()[0]).isNotEqualTo(q.rows()[0]);
  }

  @Test
  void topicCodesKeepTheirDistance() {
    int[][] codes = TopicCode.of(OrganismLanguage.get().phrases().topics().length);
    for (int i = 0; i < codes.length; i++) {
      for (int j = 0; j < i; j++) {
        int product = 0;
        for (int bit = 0; bit < Dimension.CODE; bit++) {
          product += codes[i][bit] * codes[j][bit];
        }
        assertThat(product).isLessThanOrEqualTo(5);
      }
    }
  }

  @Test
  void mixturesLieOnTheLine() {
    OrganismParameters half = Preset.FOREGONE.parameters().mixedWith(7, .5);
    assertThat(half.a()).isEqualTo(4.5);
    assertThat(half.c()).isEqualTo(3.5);
  }
}
