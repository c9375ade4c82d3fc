package org.foregone.llama;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Loads the library and, when files are named, continues a prompt with each model; prints what
/// happened, one line a step. Tests run it in a process of its own.
final class LoadingProgram {
  private LoadingProgram() {}

  /// @param arguments the CPU variant or `best`, then model files, each followed by the prompt's
  ///     token ids with commas between
  @SuppressWarnings("SystemOut") // its output is what the tests read
  public static void main(String[] arguments) {
    String variant = arguments[0].equals("best") ? null : arguments[0];
    try {
      NativeLibrary library = NativeLibrary.load(new NativeLibrary.Options(null, variant));
      System.out.println("loaded " + library.version() + " " + library.cpuVariant());
      for (int i = 1; i < arguments.length; i += 2) {
        System.out.println(continued(library, Path.of(arguments[i]), arguments[i + 1]));
      }
    } catch (LlamaException e) {
      System.out.println(e.getMessage());
    }
  }

  private static String continued(NativeLibrary library, Path file, String prompt) {
    int[] tokens = Arrays.stream(prompt.split(",")).mapToInt(Integer::parseInt).toArray();
    try (LlamaModel model = LlamaModel.open(library, file, ModelOptions.DEFAULT);
        LlamaContext context = model.context(ContextOptions.of(1024).withThreads(1, 1));
        SamplerChain greedy = SamplerChain.of(model, SamplerSettings.greedy())) {
      return Arrays.stream(Greedy.prefilled(context, greedy, tokens, 16))
          .mapToObj(Integer::toString)
          .collect(Collectors.joining(","));
    }
  }
}
