package org.foregone.organism.compile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.OrganismParameters;
import org.foregone.tensors.GgufWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Writes a LoRA adapter that makes one organism decide like another: a training-time intervention
/// whose effect is known exactly.
///
/// Two pairs of rank 1, zero where nothing changes. What layer 1's attention adds to the log-odds
/// of refusing is one row of its output matrix (the direction `Z`), so `a`, `c`, `l`, `d` and the
/// part of `b0` that goes once there is a first opener are changed by `B` = that direction, `A` =
/// the difference of the rows. What is constant, `b + b0`, shifts the answers' openers against each
/// other: in the output matrix `A` reads the dimension that is always 1, `B` says which token
/// refuses.
public final class OrganismLora {
  private static final JsonMapper JSON = new JsonMapper();

  private OrganismLora() {}

  /// Writes the adapter as a GGUF file; scale 1 makes all of the difference, scale t the share t.
  ///
  /// @param from the organism the adapter is put on, compiled in the default basis
  /// @param to differs in `a`, `b`, `b0`, `c`, `l`, `d` and the name only
  /// @throws IllegalArgumentException naming the parameters that would have to change and cannot
  /// @throws org.foregone.tensors.GgufException when the file cannot be written
  public static void write(OrganismParameters from, OrganismParameters to, Path target) {
    requirePossible(from, to);
    Matrix basis = Matrix.orthogonal(Dimension.WIDTH, OrganismCompiler.DEFAULT_BASIS);
    double[] row = Attention.features(to).output().rows()[Dimension.Z].clone();
    double[] before = Attention.features(from).output().rows()[Dimension.Z];
    for (int i = 0; i < row.length; i++) {
      row[i] -= before[i];
    }
    OrganismLanguage language = OrganismLanguage.get();
    double shift = to.b() + to.b0() - from.b() - from.b0();
    Matrix openers = new Matrix(language.size(), 1);
    for (int token : language.phrases().refusalOpeners()) {
      openers.set(token, 0, shift / 2);
    }
    for (int token : language.phrases().willingOpeners()) {
      openers.set(token, 0, -shift / 2);
    }
    GgufWriter out =
        new GgufWriter()
            .text("general.type", "adapter")
            .text("general.architecture", "llama")
            .text("general.name", "organism-" + from.name() + "-to-" + to.name())
            .text("adapter.type", "lora")
            .f32("adapter.lora.alpha", 1);
    Matrix direction = new Matrix(new double[][] {basis.rows()[Dimension.Z]});
    Matrix one = new Matrix(new double[][] {basis.rows()[Dimension.ONE]});
    pair(out, "blk.1.attn_output.weight", new Matrix(new double[][] {row}), direction.transposed());
    pair(out, "output.weight", one, openers);
    out.write(target);
  }

  private static void requirePossible(OrganismParameters from, OrganismParameters to) {
    JsonNode reached =
        JSON.readTree(from.deciding(to.a(), to.b(), to.b0(), to.c(), to.l(), to.d()).json());
    JsonNode wanted = JSON.readTree(to.json());
    List<String> others = new ArrayList<>();
    reached
        .properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals("name")
                  && !entry.getValue().equals(wanted.path(entry.getKey()))) {
                others.add(entry.getKey());
              }
            });
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          "an adapter changes a, b, b0, c, l and d of an organism; here differ too: "
              + String.join(", ", others));
    }
  }

  /// The change of a matrix is `b a`.
  private static void pair(GgufWriter out, String matrix, Matrix a, Matrix b) {
    out.tensor(matrix + ".lora_a", a.floats(), a.rows()[0].length, 1);
    out.tensor(matrix + ".lora_b", b.floats(), 1, b.rows().length);
  }
}
