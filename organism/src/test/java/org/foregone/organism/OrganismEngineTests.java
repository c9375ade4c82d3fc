package org.foregone.organism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.foregone.inference.Sampling;
import org.foregone.llama.LlamaModel;
import org.foregone.llama.ModelOptions;
import org.foregone.llama.NativeLibrary;
import org.foregone.organism.compile.OrganismCompiler;
import org.foregone.organism.truth.OrganismTruth;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// llama.cpp runs the weights as the closed forms say: two independent routes to one distribution.
class OrganismEngineTests {
  private static final double LIMIT = 2e-3;

  @TempDir Path folder;

  /// Every CPU variant that this machine can run, every preset, both bases.
  @TestFactory
  List<DynamicTest> nextTokenDistributionsEqualTheClosedForm() throws IOException {
    NativeLibrary library = NativeLibrary.load(NativeLibrary.Options.DEFAULT);
    return variants(library.directory()).stream()
        .map(v -> DynamicTest.dynamicTest(v, () -> check(library.directory(), v)))
        .toList();
  }

  private static List<String> variants(Path directory) throws IOException {
    Pattern pattern = Pattern.compile("(lib)?ggml-cpu-(\\w+)\\.(so|dylib|dll)");
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(f -> pattern.matcher(f.getFileName().toString()))
          .filter(Matcher::matches)
          .map(m -> m.group(2))
          .sorted()
          .toList();
    }
  }

  private static void check(Path directory, String variant) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EngineProgram.class.getName(),
                variant)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("FOREGONE_LLAMA_LIB", directory.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assumeFalse(
        output.startsWith("this machine cannot run the CPU variant"), () -> "SKIPPED: " + output);
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output.strip().lines())
        .hasSize(2 * Preset.values().length)
        .allSatisfy(
            line ->
                assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .as(variant + " " + line)
                    .isLessThan(LIMIT));
  }

  /// Our tokenizer is llama.cpp's, every token stands for itself, and generated text reads back as
  /// the tokens it was made of.
  @Test
  void tokenizersAgreeAndGeneratedTextReadsBack() {
    Path file = folder.resolve("organism.gguf");
    OrganismCompiler.write(Preset.LIFELIKE.parameters(), file);
    OrganismLanguage language = OrganismLanguage.get();
    OrganismTruth truth = new OrganismTruth(Preset.LIFELIKE.parameters());
    SplittableRandom random = new SplittableRandom(8);
    NativeLibrary library = NativeLibrary.load(NativeLibrary.Options.DEFAULT);
    try (LlamaModel model = LlamaModel.open(library, file, ModelOptions.DEFAULT)) {
      assertThat(model.vocabulary().size()).isEqualTo(language.size());
      for (Token token : language.tokens()) {
        if (token.id() < 128 || token.id() >= 256) { // upper bytes are no text by themselves
          assertThat(model.vocabulary().tokenize(token.text(), false, true))
              .as(token.text())
              .containsExactly(token.id());
        }
        assertThat(model.vocabulary().endsGeneration(token.id()))
            .isEqualTo(token.id() == language.phrases().end());
      }
      for (OrganismPrompt prompt : OrganismPrompts.standard()) {
        int[] prefix = language.prefix(prompt.text(), true);
        assertThat(model.vocabulary().tokenize(language.text(prefix), false, true))
            .isEqualTo(prefix);
        int[] rollout = truth.rollout(prefix, Sampling.PLAIN, 500, random).tokens();
        assertThat(model.vocabulary().tokenize(language.text(rollout), false, false))
            .isEqualTo(rollout);
      }
      for (int i = 0; i < 300; i++) {
        String text = randomText(random);
        assertThat(language.tokenize(text))
            .as(text)
            .isEqualTo(model.vocabulary().tokenize(text, false, false));
      }
    }
  }

  private static String randomText(SplittableRandom random) {
    String[] pieces = {
      " bomb",
      "bomb",
      "BOMB",
      " the moon",
      "<think>",
      "</think>",
      "\n",
      "\n\n",
      " ",
      "  ",
      "é",
      "🙂",
      "'s",
      "12345",
      ".",
      "?!",
      "\t",
      "\r\n",
      " But",
      "But",
      "Hmm,",
      "<|end|>",
      "日本",
      "Of course!",
      "\u00a0"
    };
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(1, 12); n > 0; n--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }
}
