package org.foregone.tensors;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A LoRA adapter that is a GGUF file already.
///
/// Much is checked that llama.cpp checks too, because it says less, and two things that it does
/// not: an adapter of the token embedding of a model that uses it as its output matrix as well ends
/// the process, and norms are passed over in silence.
public final class GgufAdapter implements LoraFile {
  private static final String TOKEN_EMBEDDING = "token_embd.weight";
  private static final String A = ".lora_a";
  private static final String B = ".lora_b";

  private final Gguf header;

  private GgufAdapter(Gguf header) {
    this.header = header;
  }

  /// @throws TensorFileException when it is no LoRA adapter in a GGUF file
  static GgufAdapter read(Path file) {
    Gguf header = Gguf.read(file);
    List<String> problems = new ArrayList<>();
    requireText(header, "general.type", "adapter", problems);
    requireText(header, "adapter.type", "lora", problems);
    if (header.metadata().containsKey("adapter.alora.invocation_tokens")) {
      problems.add("it acts only behind its invocation tokens (aLoRA), which is not supported");
    }
    refuse(file, problems);
    return new GgufAdapter(header);
  }

  private static void requireText(Gguf header, String key, String expected, List<String> problems) {
    String found = header.text(key).orElse("missing");
    if (!found.equals(expected)) {
      problems.add("is no LoRA adapter: %s is %s, not %s".formatted(key, found, expected));
    }
  }

  private static void refuse(Path file, List<String> problems) {
    if (!problems.isEmpty()) {
      throw new AdapterException(file, problems);
    }
  }

  @Override
  public void check(Gguf base) {
    List<String> problems = new ArrayList<>();
    requireText(
        header,
        "general.architecture",
        base.text("general.architecture").orElse("unknown"),
        problems);
    for (String name : header.tensors().keySet()) {
      if (name.endsWith(A)) {
        pair(name.substring(0, name.length() - A.length()), base, problems);
      } else if (!name.endsWith(B)
          || !header
              .tensors()
              .containsKey(name.substring(0, name.length() - B.length()).concat(A))) {
        problems.add("tensor " + name + " is not one of a pair lora_a, lora_b");
      }
    }
    refuse(header.file(), problems);
  }

  private void pair(String matrix, Gguf base, List<String> problems) {
    Gguf.Tensor a = header.tensors().get(matrix + A);
    Gguf.Tensor b = header.tensors().get(matrix + B);
    Gguf.Tensor changed = base.tensors().get(matrix);
    if (a == null || b == null) {
      problems.add(matrix + " has lora_a without lora_b");
    } else if (changed == null) {
      problems.add("the base model has no matrix " + matrix);
    } else if (matrix.equals(TOKEN_EMBEDDING) && !base.tensors().containsKey("output.weight")) {
      problems.add(LoraTargets.TIED);
    } else if (!fits(a.shape(), b.shape(), changed.shape(), matrix.equals(TOKEN_EMBEDDING))) {
      problems.add(
          "%s: lora_a %s and lora_b %s do not fit the base model's %s"
              .formatted(matrix, a.shape(), b.shape(), changed.shape()));
    }
  }

  /// Sizes are in ggml's order: the length of a row first.
  private static boolean fits(List<Long> a, List<Long> b, List<Long> base, boolean embedding) {
    if (a.size() != base.size() || b.size() != base.size() || base.size() < 2) {
      return false;
    }
    boolean outer =
        a.subList(2, a.size()).equals(base.subList(2, base.size()))
            && b.subList(2, b.size()).equals(base.subList(2, base.size()));
    return embedding
        ? outer
            && a.get(0).equals(b.get(0))
            && a.get(1).equals(base.get(1))
            && b.get(1).equals(base.get(0))
        : outer
            && a.get(0).equals(base.get(0))
            && b.get(1).equals(base.get(1))
            && a.get(1).equals(b.get(0));
  }

  @Override
  public Path gguf(Gguf base, Path folder) {
    check(base);
    return header.file();
  }

  @Override
  public Path weights() {
    return header.file();
  }

  @Override
  public @Nullable Path config() {
    return null;
  }
}
