package org.foregone.llama;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Opens every file of a folder as a model and prints `opened` or `refused` for each. Tests run it
/// in a process of its own, since damaged files might end it.
final class OpeningProgram {
  private OpeningProgram() {}

  @SuppressWarnings("SystemOut") // its output is what the tests read
  public static void main(String[] arguments) throws IOException {
    NativeLibrary library = NativeLibrary.load(NativeLibrary.Options.DEFAULT);
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path file : files.sorted().toList()) {
        String result;
        try {
          LlamaModel.open(library, file, ModelOptions.DEFAULT).close();
          result = "opened";
        } catch (LlamaException e) {
          result = "refused";
        }
        System.out.println(file.getFileName() + " " + result);
      }
    }
  }
}
