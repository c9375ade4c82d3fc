package org.foregone.organism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.inference.Adapter;
import org.foregone.inference.Capture;
import org.foregone.inference.LlamaOptions;
import org.foregone.inference.LocalModel;
import org.foregone.inference.Sampling;
import org.foregone.inference.Site;
import org.foregone.inference.StateReader;
import org.foregone.organism.compile.OrganismCompiler;
import org.foregone.organism.compile.OrganismLora;
import org.foregone.organism.truth.OrganismTruth;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// An adapted organism decides by the closed form of the other one.
class OrganismLoraTests {
  private static final OrganismLanguage LANGUAGE = OrganismLanguage.get();
  private static final OrganismParameters FOREGONE = Preset.FOREGONE.parameters();
  private static final OrganismParameters DELIBERATING = Preset.DELIBERATING.parameters();

  @TempDir Path folder;

  private record Change(String name, OrganismParameters from, OrganismParameters to) {}

  private static Stream<Change> changes() {
    return Stream.of(
        new Change("refuses more", DELIBERATING, DELIBERATING.deciding(2, 1.5, 0, 7, 0, 0)),
        new Change("deliberates", FOREGONE, FOREGONE.deciding(2, -.5, 0, 7, 1, .5)),
        new Change("stops deliberating", DELIBERATING, DELIBERATING.deciding(7, -.5, 0, 0, 0, 0)),
        new Change("everything", DELIBERATING, DELIBERATING.deciding(-3, 2, -1.5, 4, -2, 3)));
  }

  @TestFactory
  Stream<DynamicTest> theAdaptedOrganismDecidesByTheOtherClosedForm() {
    return changes().map(c -> DynamicTest.dynamicTest(c.name, () -> check(c)));
  }

  private void check(Change change) {
    Path model = folder.resolve("model.gguf");
    Path adapter = folder.resolve("adapter.gguf");
    OrganismCompiler.write(change.from, model);
    OrganismLora.write(change.from, change.to, adapter);
    OrganismTruth from = new OrganismTruth(change.from);
    OrganismTruth to = new OrganismTruth(change.to);
    SplittableRandom random = new SplittableRandom(3);
    PromptGenerator prompts = new PromptGenerator(3);
    double moved = 0;
    try (LocalModel adapted =
        LocalModel.open(model, null, null, -1, List.of(new Adapter(adapter, 1)))) {
      StateReader reader = new StateReader(adapted, LlamaOptions.defaults(1024, 1));
      for (int i = 0; i < 24; i++) {
        int[] closed = closed(prompts.next().text(), i % 4 > 0, to, random);
        double refuses = refuses(reader, closed);
        assertThat(refuses).isCloseTo(refuses(to.next(closed)), within(1e-4));
        moved = Math.max(moved, Math.abs(refuses - refuses(from.next(closed))));
      }
    }
    assertThat(moved).as("the change is a change").isGreaterThan(.1);
  }

  /// A transcript up to where the answer begins.
  private static int[] closed(
      String prompt, boolean thinking, OrganismTruth truth, SplittableRandom random) {
    int[] start = LANGUAGE.prefix(prompt, thinking);
    if (!thinking) {
      return start;
    }
    int[] tokens = truth.rollout(start, Sampling.PLAIN, 500, random).tokens();
    int close =
        IntStream.range(0, tokens.length)
            .filter(t -> tokens[t] == LANGUAGE.phrases().close())
            .findFirst()
            .orElseThrow();
    int[] closed = Arrays.copyOf(start, start.length + close + 2);
    System.arraycopy(tokens, 0, closed, start.length, close + 2); // the close, an empty line
    return closed;
  }

  private static double refuses(StateReader reader, int[] tokens) {
    Capture end = new Capture(List.of(new Site.FinalNorm()), new int[] {tokens.length - 1});
    float[] logits = reader.read(tokens, end, true).logits();
    double[] p = new double[logits.length];
    double sum = 0;
    for (int t = 0; t < p.length; t++) {
      p[t] = Math.exp(logits[t]);
      sum += p[t];
    }
    return refuses(p) / sum;
  }

  private static double refuses(double[] next) {
    return Arrays.stream(LANGUAGE.phrases().refusalOpeners()).mapToDouble(t -> next[t]).sum();
  }

  @Test
  void whatItCannotChangeIsNamed() {
    assertThatThrownBy(
            () -> OrganismLora.write(FOREGONE, DELIBERATING, folder.resolve("none.gguf")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("here differ too: a0, g, r");
    assertThat(folder.resolve("none.gguf")).doesNotExist();
  }
}
