package org.foregone.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.foregone.study.config.Key;
import org.foregone.study.config.Keys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Writes a folder to start from: a configuration with every key explained, and sample prompts with
/// the licences they come under.
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = "Write study.yaml with every key explained, sample prompts and a .gitignore.",
    footer = {"", "Files that are there already are never overwritten."})
final class InitCommand implements Callable<Integer> {
  private static final List<String> SAMPLES =
      List.of(
          "harmful.jsonl",
          "benign.jsonl",
          "LICENSE-JailbreakBench-MIT.txt",
          "LICENSE-XSTest-CC-BY-4.0.txt");

  @Mixin private Talk talk;

  @Parameters(arity = "0..1", paramLabel = "DIR", defaultValue = ".", description = "where (.)")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    Map<Path, byte[]> files = new LinkedHashMap<>();
    files.put(folder.resolve("study.yaml"), Bytes.utf8(yaml()));
    for (String sample : SAMPLES) {
      files.put(folder.resolve("prompts").resolve(sample), resource(sample));
    }
    files.put(folder.resolve(".gitignore"), Bytes.utf8("foregone-study/\n*.gguf\n"));
    List<Problem> taken =
        files.keySet().stream()
            .filter(Files::exists)
            .map(
                file ->
                    Problem.of(
                        ErrorCode.BAD_VALUE, file + " is there already", "name a new folder"))
            .toList();
    if (!taken.isEmpty()) {
      throw new ProblemException(taken);
    }
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      Files.createDirectories(file.getKey().toAbsolutePath().getParent());
      Files.write(file.getKey(), file.getValue());
      talk.out().println(file.getKey());
    }
    talk.say("next: foregone run " + folder.resolve("study.yaml") + " --model YOUR.gguf");
    return Exit.COMPLETE.code();
  }

  /// Every key there is, with what it means and allows; those without a default are commented out.
  static String yaml() {
    StringBuilder yaml =
        new StringBuilder(
            """
            # A Foregone study. Every key is also a flag (--caps.thinking 4096), a variable
            # (FOREGONE_CAPS_THINKING) and a --set (--set caps.thinking=4096); flags win.
            # Commented lines show the defaults; take the # away to choose.

            """);
    String section = "";
    for (Key key : Keys.ALL) {
      int dot = key.name().indexOf('.');
      String parent = dot < 0 ? "" : key.name().substring(0, dot);
      if (!parent.isEmpty() && !parent.equals(section)) {
        yaml.append(parent).append(":\n");
      }
      section = parent;
      String indent = parent.isEmpty() ? "" : "  ";
      yaml.append(indent + "# " + key.meaning() + " (" + key.allowed() + ")\n");
      boolean sample = key.name().equals("harmful") || key.name().equals("benign");
      String value =
          sample
              ? "[prompts/" + key.name() + ".jsonl]"
              : key.fallback().contains(" ") ? "\"" + key.fallback() + "\"" : key.fallback();
      yaml.append(indent)
          .append(sample ? "" : "# ")
          .append((key.name().substring(dot + 1) + ": " + value).strip() + "\n");
      yaml.append(parent.isEmpty() ? "\n" : "");
    }
    return yaml.toString();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream file = InitCommand.class.getResourceAsStream("init/" + name)) {
      return file.readAllBytes();
    }
  }
}
