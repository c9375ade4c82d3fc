package org.foregone.study.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.tensors.SafetensorsException;
import org.foregone.tensors.SafetensorsWriter;

/// One prompt's hidden states of one experiment: `states/EXPERIMENT/HASH.safetensors` with a tensor
/// `layer.K` of `[rows, width]` for each layer, and `position`, `token`, `rollout` of `[rows]`. The
/// name is a hash of the prompt's id, because an id may contain anything.
public record StateFile(String experiment, String prompt) {

  /// In the study's folder.
  public String name() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(prompt.getBytes(StandardCharsets.UTF_8));
      return "states/%s/%s.safetensors"
          .formatted(experiment, HexFormat.of().formatHex(hash, 0, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// What the file holds.
  ///
  /// @param layers as transformers counts
  /// @param values a matrix for each layer, row-major
  /// @param rollouts of each row, [StateRow#PROMPT] for the prompt's own
  public record Contents(
      List<Integer> layers,
      List<float[]> values,
      int width,
      long[] positions,
      long[] tokens,
      long[] rollouts) {}

  /// The name of a layer's tensor.
  public static String tensor(int layer) {
    return "layer." + layer;
  }

  /// Writes it whole or not at all, over an older one.
  ///
  /// @param half store bfloat16
  /// @throws StudyException when the disk fails
  public void write(StudyFolder folder, Contents contents, boolean half) {
    Path file = folder.path().resolve(name());
    int rows = contents.positions().length;
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .note("prompt", prompt)
            .note("experiment", experiment)
            .note(
                "layers",
                "0: embeddings, k: after k blocks, the model's last: after the final norm");
    for (int i = 0; i < contents.layers().size(); i++) {
      String name = tensor(contents.layers().get(i));
      if (half) {
        writer.bf16(name, contents.values().get(i), rows, contents.width());
      } else {
        writer.f32(name, contents.values().get(i), rows, contents.width());
      }
    }
    writer
        .i64("position", contents.positions(), rows)
        .i64("token", contents.tokens(), rows)
        .i64("rollout", contents.rollouts(), rows);
    try {
      writer.write(file);
    } catch (SafetensorsException e) {
      throw new StudyException(
          Kind.DISK,
          file + ": cannot be written: " + e.getMessage(),
          "check the disk's free space and run the same command again",
          e);
    }
  }
}
