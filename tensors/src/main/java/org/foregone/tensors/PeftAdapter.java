package org.foregone.tensors;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A LoRA adapter as Hugging Face PEFT saves it, converted for llama.cpp when it is wanted.
///
/// For a module with weights `W` of shape `[out, in]` the file has `lora_A [rank, in]` and
/// `lora_B [out, rank]`. The conversion keeps both as they are, but for three things:
///
/// - llama.cpp multiplies by `alpha / rank` with one alpha for the file; where PEFT's scale differs
///   (rsLoRA, patterns) `lora_B` is multiplied by the ratio.
/// - The converter of `llama` checkpoints reorders the rows of the query and key projections inside
///   each head, from two halves to pairs, for the other layout of rotary embeddings; `lora_B` makes
///   these rows and is reordered alike.
/// - For a token embedding, whose input is a token and no vector, `lora_A` is transposed.
public final class PeftAdapter implements LoraFile {
  static final String WEIGHTS = "adapter_model.safetensors";
  static final String CONFIG = "adapter_config.json";
  private static final Pattern MATRIX =
      Pattern.compile(
          "(?:base_model\\.model\\.)?(.+)\\.lora_(embedding_)?([AB])(?:\\.default)?(?:\\.weight)?");

  /// A pair of matrices. `in` of an embedding is the number of tokens.
  private record Pair(String a, String b, int rank, int in, int out, boolean embedding) {}

  private final Path weights;
  private final Path config;
  private final PeftConfig settings;
  private final Map<String, Pair> modules;

  private PeftAdapter(Path weights, Path config, PeftConfig settings, Map<String, Pair> modules) {
    this.weights = weights;
    this.config = config;
    this.settings = settings;
    this.modules = modules;
  }

  /// @param path the folder or the safetensors file in it
  /// @throws TensorFileException when a file is missing or broken, or this is no plain LoRA
  static PeftAdapter read(Path path) {
    boolean folder = Files.isDirectory(path);
    Path weights = folder ? path.resolve(WEIGHTS) : path;
    Path config = folder ? path.resolve(CONFIG) : path.resolveSibling(CONFIG);
    PeftConfig settings = PeftConfig.read(config);
    try (Safetensors file = Safetensors.open(weights)) {
      return new PeftAdapter(weights, config, settings, modules(file, weights, settings));
    }
  }

  private static Map<String, Pair> modules(Safetensors file, Path weights, PeftConfig settings) {
    List<String> problems = new ArrayList<>();
    Map<String, Map<String, String>> halves = new LinkedHashMap<>();
    for (String name : file.names()) {
      Matcher matrix = MATRIX.matcher(name);
      if (matrix.matches()) {
        halves
            .computeIfAbsent(matrix.group(1), m -> new LinkedHashMap<>())
            .put(matrix.group(3) + (matrix.group(2) == null ? "" : " of an embedding"), name);
      } else {
        problems.add("tensor " + name + " is neither lora_A nor lora_B of a module");
      }
    }
    Map<String, Pair> modules = new LinkedHashMap<>();
    halves.forEach(
        (module, half) ->
            pair(file, half)
                .filter(pair -> pair.rank == settings.rank(module))
                .ifPresentOrElse(
                    pair -> modules.put(module, pair),
                    () ->
                        problems.add(
                            "module %s: %s is no pair of rank %d, which %s states"
                                .formatted(
                                    module, shapes(file, half), settings.rank(module), CONFIG))));
    if (halves.isEmpty()) {
      problems.add("holds no LoRA matrices");
    }
    if (!problems.isEmpty()) {
      throw new AdapterException(weights, problems);
    }
    return modules;
  }

  private static Optional<Pair> pair(Safetensors file, Map<String, String> half) {
    boolean embedding = half.containsKey("A of an embedding");
    String a = half.get(embedding ? "A of an embedding" : "A");
    String b = half.get(embedding ? "B of an embedding" : "B");
    if (a == null || b == null || half.size() != 2) {
      return Optional.empty();
    }
    long[] down = file.tensor(a).shape();
    long[] up = file.tensor(b).shape();
    boolean matrices = down.length == 2 && up.length == 2 && down[0] == up[1];
    return matrices
        ? Optional.of(
            new Pair(a, b, (int) down[0], Math.toIntExact(down[1]), (int) up[0], embedding))
        : Optional.empty();
  }

  private static String shapes(Safetensors file, Map<String, String> half) {
    List<String> shapes = new ArrayList<>();
    half.forEach(
        (which, name) ->
            shapes.add(which + " " + java.util.Arrays.toString(file.tensor(name).shape())));
    return String.join(", ", shapes);
  }

  @Override
  public void check(Gguf base) {
    targets(base);
  }

  /// The matrix of the base model that each module became.
  private Map<String, String> targets(Gguf base) {
    String architecture = base.text("general.architecture").orElse("unknown");
    LoraTargets known =
        LoraTargets.of(architecture)
            .orElseThrow(
                () ->
                    new AdapterException(
                        weights,
                        List.of(
                            "adapters for the architecture %s cannot be converted, only for %s; convert_lora_to_gguf.py of llama.cpp may"
                                .formatted(
                                    architecture,
                                    String.join(", ", LoraTargets.architectures())))));
    List<String> problems = new ArrayList<>();
    Map<String, String> targets = new LinkedHashMap<>();
    modules.forEach(
        (module, pair) -> {
          Optional<String> matrix = known.matrix(module);
          if (matrix.isEmpty()) {
            problems.add(
                "module %s cannot be adapted in the architecture %s"
                    .formatted(module, architecture));
          } else {
            targets.put(module, matrix.get());
            mismatch(base, matrix.get(), pair)
                .ifPresent(what -> problems.add("module " + module + ": " + what));
          }
        });
    if (!problems.isEmpty()) {
      throw new AdapterException(weights, problems);
    }
    return targets;
  }

  private static Optional<String> mismatch(Gguf base, String matrix, Pair pair) {
    Gguf.Tensor changed = base.tensors().get(matrix);
    boolean tied = !base.tensors().containsKey("output.weight");
    if (tied && (matrix.equals("output.weight") || pair.embedding)) {
      return Optional.of(LoraTargets.TIED);
    }
    if (changed == null) {
      return Optional.of("the base model has no matrix " + matrix);
    }
    if (pair.embedding != matrix.equals("token_embd.weight")) {
      return Optional.of("a linear module and an embedding were exchanged");
    }
    List<Long> made =
        pair.embedding
            ? List.of((long) pair.out, (long) pair.in)
            : List.of((long) pair.in, (long) pair.out);
    return changed.shape().equals(made)
        ? Optional.empty()
        : Optional.of(
            "it changes a matrix of %s, %s of the base model has %s (row length first); is it another model's adapter?"
                .formatted(made, matrix, changed.shape()));
  }

  @Override
  public Path gguf(Gguf base, Path folder) {
    Map<String, String> targets = targets(base);
    String architecture = base.text("general.architecture").orElseThrow();
    LoraTargets known = LoraTargets.of(architecture).orElseThrow();
    GgufWriter out =
        new GgufWriter()
            .text("general.type", "adapter")
            .text("general.architecture", architecture)
            .text("adapter.type", "lora")
            .f32("adapter.lora.alpha", (float) settings.alpha());
    try (Safetensors file = Safetensors.open(weights)) {
      modules.forEach(
          (module, pair) -> {
            String matrix = java.util.Objects.requireNonNull(targets.get(module));
            float[] a = file.floats(pair.a);
            float[] b = file.floats(pair.b);
            scale(b, settings.scale(module) * pair.rank / settings.alpha());
            int heads = known.permutedHeads(matrix).map(key -> heads(base, key)).orElse(0);
            out.tensor(
                matrix + ".lora_a",
                pair.embedding ? transposed(a, pair.rank, pair.in) : a,
                pair.embedding ? new long[] {pair.rank, pair.in} : new long[] {pair.in, pair.rank});
            out.tensor(
                matrix + ".lora_b",
                heads == 0 ? b : paired(b, pair.out, pair.rank, heads),
                pair.rank,
                pair.out);
          });
    }
    Path target = folder.resolve("adapter.gguf");
    out.write(target);
    return target;
  }

  /// The number of heads; that of the queries where the file gives none for the keys.
  private static int heads(Gguf base, String key) {
    return (int)
        base.whole(key)
            .orElseGet(
                () ->
                    base.whole("llama.attention.head_count")
                        .orElseThrow(
                            () ->
                                new GgufException(
                                    base.file(), "has no single number of heads under " + key)));
  }

  private static void scale(float[] values, double factor) {
    if (factor != 1) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (values[i] * factor);
      }
    }
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] out = new float[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        out[c * rows + r] = values[r * columns + c];
      }
    }
    return out;
  }

  /// Rows of each head from two halves to pairs: row `2 j + half` was row `half * size / 2 + j`.
  private static float[] paired(float[] values, int rows, int columns, int heads) {
    float[] out = new float[values.length];
    int size = rows / heads;
    for (int row = 0; row < rows; row++) {
      int inHead = row % size;
      int from = row - inHead + inHead % 2 * (size / 2) + inHead / 2;
      System.arraycopy(values, from * columns, out, row * columns, columns);
    }
    return out;
  }

  @Override
  public Path weights() {
    return weights;
  }

  @Override
  public @Nullable Path config() {
    return config;
  }
}
