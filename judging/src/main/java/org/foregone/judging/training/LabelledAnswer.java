package org.foregone.judging.training;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.foregone.judging.RefusalTraining;

/// An answer that people labelled.
///
/// @param file the completions file it is from, without its ending
/// @param model what to hold out together: files whose names differ only after a model's name are
///     one model
/// @param prompt number of the prompt, the same in every file
/// @param safe whether the prompt is a safe one (its type does not begin with `contrast_`)
/// @param example what training sees of it; a full or partial refusal is a refusal
record LabelledAnswer(
    String file,
    String model,
    int prompt,
    boolean safe,
    String question,
    String answer,
    RefusalTraining.Example example) {

  /// All answers of the folder's CSV files, in file order.
  static List<LabelledAnswer> read(Path folder) {
    List<LabelledAnswer> answers = new ArrayList<>();
    for (Path file : csvFiles(folder)) {
      String name = file.getFileName().toString().replaceFirst("\\.csv$", "");
      try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(file)) {
        for (NamedCsvRecord row : rows) {
          answers.add(
              new LabelledAnswer(
                  name,
                  name.replaceFirst("^.*completions_", "").replaceFirst("(new|orig)$", ""),
                  Integer.parseInt(row.getField("id").replaceFirst("^.*-", "")),
                  !row.getField("type").startsWith("contrast_"),
                  row.getField("prompt"),
                  row.getField("completion"),
                  RefusalTraining.Example.of(
                      row.getField("completion"), !row.getField("final_label").startsWith("1_"))));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return answers;
  }

  boolean refusal() {
    return example.refusal();
  }

  private static List<Path> csvFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".csv")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
