package org.foregone.inference;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.foregone.tensors.Gguf;
import org.foregone.tensors.LoraFile;

/// A LoRA adapter to be applied to a model, as a person names it: `FILE` or `FILE:scale`.
///
/// @param file a PEFT folder, the safetensors file in it, or a GGUF adapter
/// @param scale on top of the adapter's own: 0 leaves the model as it is, 1 is the adapter as
///     trained
public record Adapter(Path file, double scale) {
  public Adapter {
    if (!Float.isFinite((float) scale)) {
      throw new IllegalArgumentException("an adapter's scale is a number, not " + scale);
    }
  }

  /// Reads `FILE` or `FILE:scale`. A name that exists is the name, colon or not.
  ///
  /// @param folder where relative names start
  /// @throws IllegalArgumentException when it names no file
  public static Adapter of(String text, Path folder) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("an adapter needs a file");
    }
    int colon = text.lastIndexOf(':');
    if (colon > 0 && !Files.exists(folder.resolve(text))) {
      try {
        double scale = Double.parseDouble(text.substring(colon + 1));
        return new Adapter(folder.resolve(text.substring(0, colon)), scale);
      } catch (NumberFormatException e) {
        return new Adapter(folder.resolve(text), 1); // the colon belongs to the name
      }
    }
    return new Adapter(folder.resolve(text), 1);
  }

  /// As [#of(String, Path)], from the current folder.
  public static Adapter of(String text) {
    return of(text, Path.of(""));
  }

  /// Whether it can be used with a model.
  ///
  /// @throws org.foregone.tensors.TensorFileException naming everything that stands against it
  public void check(Gguf base) {
    LoraFile.read(file).check(base);
  }

  /// The files that it is read from: its weights and, from PEFT, how they are applied.
  ///
  /// @throws org.foregone.tensors.TensorFileException when they cannot be read
  public List<Path> files() {
    LoraFile read = LoraFile.read(file);
    return read.config() == null ? List.of(read.weights()) : List.of(read.weights(), read.config());
  }

  /// `FILE` or `FILE:scale`, as [#of] reads it.
  @Override
  public String toString() {
    return scale == 1 ? file.toString() : file + ":" + scale;
  }
}
