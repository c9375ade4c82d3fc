package org.foregone.app;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// How a command speaks: data on stdout, talk on stderr. Every command mixes these options in.
final class Talk {
  @Option(
      names = {"-q", "--quiet"},
      description = "say nothing on stderr but errors")
  private boolean quiet;

  @Option(names = "--no-progress", description = "no progress bar and no progress lines")
  private boolean noProgress;

  @Option(names = "--debug", description = "show the stack trace of an error")
  private boolean debug;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private @Nullable JsonMapper json;

  PrintWriter out() {
    return command.commandLine().getOut();
  }

  PrintWriter err() {
    return command.commandLine().getErr();
  }

  /// One line of talk.
  void say(String line) {
    if (!quiet) {
      err().println(line);
      err().flush();
    }
  }

  /// One problem that does not end the command; said even when quiet.
  void warn(Problem problem) {
    err().print(problem.text());
    err().flush();
  }

  /// One JSON object on one line of stdout.
  void json(Object value) {
    if (json == null) {
      json = JsonMapper.builder().build();
    }
    out().println(json.writeValueAsString(value));
    out().flush();
  }

  boolean quiet() {
    return quiet;
  }

  boolean progress() {
    return !quiet && !noProgress;
  }

  boolean debug() {
    return debug;
  }
}
