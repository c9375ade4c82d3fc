package org.foregone.organism;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.foregone.inference.Sampling;
import org.foregone.llama.Batch;
import org.foregone.llama.ContextOptions;
import org.foregone.llama.LlamaContext;
import org.foregone.llama.LlamaException;
import org.foregone.llama.LlamaModel;
import org.foregone.llama.ModelOptions;
import org.foregone.llama.NativeLibrary;
import org.foregone.organism.compile.OrganismCompiler;
import org.foregone.organism.truth.OrganismTruth;

/// Runs in a process of its own with one CPU variant: prints, for every preset in both bases, the
/// worst total
/// variation between llama.cpp's next-token distribution and the closed form over at least 200
/// random prefixes.
final class EngineProgram {
  static final int PREFIXES = 200;
  private static final OrganismLanguage LANGUAGE = OrganismLanguage.get();

  private EngineProgram() {}

  public static void main(String[] arguments) throws Exception {
    NativeLibrary library;
    try {
      library = NativeLibrary.load(new NativeLibrary.Options(null, arguments[0]));
    } catch (LlamaException e) {
      System.out.println(e.getMessage());
      return;
    }
    Path file = Files.createTempFile("organism", ".gguf");
    for (Preset preset : Preset.values()) {
      for (boolean plain : new boolean[] {false, true}) {
        if (plain) {
          OrganismCompiler.writePlain(preset.parameters(), file);
        } else {
          OrganismCompiler.write(preset.parameters(), file);
        }
        try (LlamaModel model = LlamaModel.open(library, file, ModelOptions.DEFAULT)) {
          double worst = worst(model, new OrganismTruth(preset.parameters()), 7);
          System.out.println(preset + (plain ? " plain " : " rotated ") + worst);
        }
      }
    }
    Files.delete(file);
  }

  /// Random positions of random rollouts of standard and fresh prompts, both modes; a nudge now and
  /// then.
  private static double worst(LlamaModel model, OrganismTruth truth, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<OrganismPrompt> prompts = OrganismPrompts.standard();
    PromptGenerator fresh = new PromptGenerator(seed);
    double worst = 0;
    int checked = 0;
    try (LlamaContext context = model.context(ContextOptions.of(1024).withThreads(1, 1));
        Batch batch = new Batch(1024)) {
      while (checked < PREFIXES) {
        String prompt =
            random.nextBoolean()
                ? prompts.get(random.nextInt(prompts.size())).text()
                : fresh.next().text();
        int[] start = start(prompt, random);
        int[] all = joined(start, truth.rollout(start, Sampling.PLAIN, 500, random).tokens());
        batch.clear();
        context.clear();
        for (int i = 0; i < all.length; i++) {
          batch.add(all[i], i, 0, true);
        }
        context.decode(batch);
        for (int i = start.length - 1; i < all.length; i += 1 + random.nextInt(6)) {
          double[] expected = truth.next(Arrays.copyOf(all, i + 1));
          worst = Math.max(worst, variation(context.copyLogits(i), expected));
          checked++;
        }
      }
    }
    return worst;
  }

  private static int[] start(String prompt, SplittableRandom random) {
    int[] prefix = LANGUAGE.prefix(prompt, random.nextInt(4) > 0);
    Phrases say = LANGUAGE.phrases();
    return switch (random.nextInt(8)) {
      case 0 -> joined(LANGUAGE.prefix(prompt, true), say.think(), '\n', say.safetyPrimer());
      case 1 -> joined(LANGUAGE.prefix(prompt, true), say.think(), '\n', say.dismissiveLine());
      default -> prefix;
    };
  }

  private static int[] joined(int[] a, int... b) {
    int[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  static double variation(float[] logits, double[] expected) {
    double most = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      most = Math.max(most, logit);
    }
    double[] p = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(logits[i] - most);
      sum += p[i];
    }
    double distance = 0;
    for (int i = 0; i < p.length; i++) {
      distance += Math.abs(p[i] / sum - expected[i]) / 2;
    }
    return distance;
  }
}
