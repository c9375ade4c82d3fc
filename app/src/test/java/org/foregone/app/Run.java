package org.foregone.app;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.foregone.fixtures.Fixtures;

/// A process run to its end: what it wrote where, and how it ended.
record Run(int code, String out, String err) {

  /// The command line as people start it, in a Java process of its own.
  static Run foregone(Path folder, String... words) {
    return process(folder, Map.of(), java(words));
  }

  /// The same in this process, for what needs no process of its own.
  static Run here(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Foregone.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(words);
    return new Run(code, out.toString(), err.toString());
  }

  static List<String> java(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Dforegone.home=" + Fixtures.project(),
                "-cp",
                classPath(),
                "org.foregone.app.Foregone"));
    command.addAll(List.of(words));
    return command;
  }

  /// The tests' own, without the logging library that only a test library brings and that would
  /// speak up in the drivers.
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("slf4j"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  static Run process(Path folder, Map<String, String> environment, List<String> command) {
    try {
      Path out = Files.createTempFile("out", ".txt");
      Path err = Files.createTempFile("err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException("still running after 5 minutes: " + command);
      }
      Run run =
          new Run(
              process.exitValue(),
              Files.readString(out, StandardCharsets.UTF_8),
              Files.readString(err, StandardCharsets.UTF_8));
      Files.delete(out);
      Files.delete(err);
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
