package org.foregone.app;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.foregone.dialogue.ChatTemplate;
import org.foregone.dialogue.ReasoningFormats;
import org.foregone.dialogue.jinja.TemplateException;
import org.foregone.inference.EngineException;
import org.foregone.inference.LocalModel;
import org.foregone.llama.LlamaException;
import org.foregone.llama.NativeLibrary;
import org.foregone.tensors.GgmlType;
import org.foregone.tensors.Gguf;
import org.foregone.tensors.TensorFileException;
import org.jspecify.annotations.Nullable;

/// What `doctor` says of the native library and of a model's file.
final class ModelChecks {
  private static final long GIB = 1L << 30;

  private ModelChecks() {}

  /// The library, its CPU build and its devices. Loads it.
  static List<Check> library(@Nullable Path folder) {
    try {
      NativeLibrary library = NativeLibrary.load(NativeLibrary.Options.in(folder));
      List<Check> checks = new ArrayList<>();
      checks.add(Check.ok("llama.cpp", library.version() + " in " + library.directory()));
      checks.add(Check.ok("cpu build", library.cpuVariant() + "; " + library.systemInfo()));
      for (NativeLibrary.Device device : library.devices()) {
        checks.add(
            Check.ok(
                "device",
                "%s %s (%s), %.1f of %.1f GiB free"
                    .formatted(
                        device.kind(),
                        device.name(),
                        device.description(),
                        (double) device.freeBytes() / GIB,
                        (double) device.totalBytes() / GIB)));
      }
      return checks;
    } catch (LlamaException e) {
      Problem problem = Failures.problems(e).getFirst();
      String fix =
          problem.hints().isEmpty()
              ? "npm ci, or --llama-lib DIR"
              : String.join("; ", problem.hints());
      return List.of(Check.failed("llama.cpp", problem.message(), fix));
    }
  }

  /// The file's header, size against memory, and whether its quantisation is a fast one.
  static List<Check> file(Path file) {
    try {
      Gguf gguf = ModelFile.check(file);
      List<Check> checks = new ArrayList<>();
      checks.add(
          Check.ok(
              "model",
              "%s, %s, %,d tensors, %.2f GiB"
                  .formatted(
                      gguf.text("general.name").orElse(String.valueOf(file.getFileName())),
                      gguf.text("general.architecture").orElse("?"),
                      gguf.tensors().size(),
                      (double) gguf.expectedSize() / GIB)));
      checks.add(fits(gguf));
      checks.add(quantisation(gguf));
      return checks;
    } catch (TensorFileException | ProblemException e) {
      Problem problem = Failures.problems(e).getFirst();
      return List.of(
          Check.failed(
              "model",
              problem.message(),
              problem.hints().isEmpty()
                  ? "fetch the file again and compare sizes"
                  : String.join("; ", problem.hints())));
    }
  }

  /// Whether the model talks: its template parses, its reasoning format is seen, and how long a
  /// sequence it was trained for. Loads the weights.
  static List<Check> dialogue(Path file, @Nullable Path library) {
    try (LocalModel model = LocalModel.open(file, library, null, -1)) {
      Check context =
          Check.ok("context", "trained for %,d tokens".formatted(model.card().trainedContext()));
      String template = Conversations.template(null, model.card().chatTemplate());
      ChatTemplate parsed = ChatTemplate.parse(template);
      String format = ReasoningFormats.detect(template, parsed, model.vocabulary()).name();
      return List.of(
          context,
          Check.ok("template", "%,d characters, it parses".formatted(template.length())),
          format.equals("none")
              ? Check.advice(
                  "reasoning",
                  "none seen: thinking and not thinking are the same",
                  "name it with --reasoning-format if the model does think")
              : Check.ok("reasoning", format));
    } catch (EngineException | TemplateException | ProblemException e) {
      Problem problem = Failures.problems(e).getFirst();
      return List.of(
          Check.failed(
              "dialogue",
              problem.message(),
              problem.hints().isEmpty()
                  ? "name another template with --template"
                  : String.join("; ", problem.hints())));
    }
  }

  private static Check fits(Gguf gguf) {
    long memory =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Long.MAX_VALUE;
    String found =
        "%.2f GiB of weights, %.1f GiB of memory"
            .formatted((double) gguf.expectedSize() / GIB, (double) memory / GIB);
    return gguf.expectedSize() < memory * .8
        ? Check.ok("model memory", found)
        : Check.advice(
            "model memory",
            found,
            "weights are read from disk again and again; take a smaller file");
  }

  /// The type that holds most of the weights decides the speed. Ratios are those of a 135M model on
  /// a CPU with AVX512-BF16: Q4_0 (repacked) and BF16 decode 32 sequences 2.5 times as fast as Q4_1
  /// and prefill 4 times as fast.
  static Check quantisation(Gguf gguf) {
    Map<GgmlType, Long> bytes = new EnumMap<>(GgmlType.class);
    gguf.tensors().values().forEach(t -> bytes.merge(t.type(), t.bytes(), Long::sum));
    GgmlType main =
        bytes.entrySet().stream()
            .max(Comparator.comparingLong(Map.Entry::getValue))
            .map(Map.Entry::getKey)
            .orElse(GgmlType.F32);
    String found =
        bytes.entrySet().stream()
            .map(e -> "%s %.0f%%".formatted(e.getKey(), 100.0 * e.getValue() / total(bytes)))
            .collect(Collectors.joining(", "));
    return switch (main) {
      case Q4_1, Q5_0, Q5_1, Q8_0 ->
          Check.advice(
              "quantisation",
              found,
              "a Q4_0 file (or BF16 where the CPU has AVX512-BF16) can be up to 2.5 times faster");
      case F32, F16 ->
          Check.advice(
              "quantisation", found, "a BF16 file is often faster where the CPU has AVX512-BF16");
      default -> Check.ok("quantisation", found);
    };
  }

  private static double total(Map<GgmlType, Long> bytes) {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }
}
