package org.foregone.llama;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A Java program of these tests in a process of its own, where native code may end it or another
/// library must be loaded.
record ChildJvm(int exit, String output) {

  /// Runs the `main` of a test class with this JVM's class path.
  ///
  /// @param llamaLib the value of FOREGONE_LLAMA_LIB; empty for none
  static ChildJvm run(Class<?> main, String llamaLib, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx512m");
    command.add("-XX:+DisplayVMOutputToStderr");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("FOREGONE_LLAMA_LIB", llamaLib);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the child JVM hangs: " + output);
    }
    return new ChildJvm(process.exitValue(), output.strip());
  }
}
