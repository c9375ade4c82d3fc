package org.foregone.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One demo study, run once by the real command line and looked at by several tests.
final class Demo {
  private Demo() {}

  record Study(Run run, Path folder, JsonNode findings) {}

  static final Study STUDY = run();

  private static Study run() {
    try {
      Path above = Files.createTempDirectory("demo");
      Path folder = above.resolve("study");
      Run run = Run.foregone(above, "demo", "--out", folder.toString(), "--rollouts", "4", "-q");
      if (run.code() != 0) {
        throw new IllegalStateException("the demo failed: " + run);
      }
      return new Study(
          run,
          folder,
          new JsonMapper().readTree(Files.readString(folder.resolve("findings.json"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
