package org.foregone.judging.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.foregone.judging.RefusalModel;
import org.foregone.judging.RefusalTraining;

/// Rebuilds the embedded classifier's weights from the labelled answers: the same answers give the
/// same bytes.
public final class TrainClassifier {
  private TrainClassifier() {}

  /// @param args the folder of labelled answers (`judge-gold` of the fixtures) and the file to
  ///     write
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: TrainClassifier FOLDER-OF-LABELLED-ANSWERS FILE-TO-WRITE");
      System.exit(2);
    }
    Files.writeString(Path.of(args[1]), weights(Path.of(args[0])));
  }

  /// The weights file for a folder of labelled answers.
  public static String weights(Path folder) {
    return train(LabelledAnswer.read(folder)).serialised();
  }

  static RefusalModel train(List<LabelledAnswer> answers) {
    return RefusalTraining.fit(answers.stream().map(LabelledAnswer::example).toList());
  }
}
