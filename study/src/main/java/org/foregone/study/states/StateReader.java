package org.foregone.study.states;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.store.StateFile;
import org.foregone.study.store.StateRow;
import org.foregone.study.store.StudyFolder;
import org.foregone.tensors.Safetensors;
import org.foregone.tensors.SafetensorsException;

/// Reads hidden states back, a matrix at a time. Files are mapped once and stay so until the reader
/// is closed; what is in memory is the matrix at hand.
public final class StateReader implements AutoCloseable {
  private final StudyFolder folder;
  private final Map<String, Safetensors> files = new HashMap<>();

  public StateReader(StudyFolder folder) {
    this.folder = folder;
  }

  /// The states that the index rows point to, one row each.
  ///
  /// @param step which of each row's run of states, 0 for the first
  /// @throws StudyException when a file is missing or damaged
  public float[][] matrix(List<StateRow> rows, int step, int layer) {
    float[][] matrix = new float[rows.size()][];
    for (int i = 0; i < matrix.length; i++) {
      StateRow row = rows.get(i);
      if (step >= row.rows()) {
        throw new IllegalArgumentException(row + " has no step " + step);
      }
      matrix[i] = read(row.file(), row.row() + step, layer);
    }
    return matrix;
  }

  private float[] read(String name, int row, int layer) {
    try {
      Safetensors file = files.computeIfAbsent(name, n -> open(n));
      String tensor = StateFile.tensor(layer);
      int width = Math.toIntExact(file.tensor(tensor).shape()[1]);
      return file.floats(tensor, (long) row * width, width);
    } catch (SafetensorsException e) {
      throw new StudyException(
          Kind.FILE,
          "hidden states: " + e.getMessage(),
          "delete the file and run the same command again",
          e);
    }
  }

  private Safetensors open(String name) {
    return Safetensors.open(folder.path().resolve(name));
  }

  @Override
  public void close() {
    files.values().forEach(Safetensors::close);
  }
}
