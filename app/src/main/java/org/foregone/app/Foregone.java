package org.foregone.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command `foregone`: what it is made of and how a process of it starts and ends.
@Command(
    name = "foregone",
    description =
        "Was a reasoning model's refuse-or-comply decision foregone before it thought? Measures it on"
            + " any open-weight model.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Start with `foregone demo`: a compiled model whose truth is known, offline, a minute.",
      "",
      "Exit codes: 0 complete, 1 complete but below a threshold, 2 usage or input,",
      "3 incomplete or empty, 4 environment, 130 interrupted with the state saved.",
      "stdout is data, stderr is talk."
    },
    subcommands = {
      DemoCommand.class,
      DoctorCommand.class,
      InitCommand.class,
      PlanCommand.class,
      RunCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      RenderCommand.class,
      TokenizeCommand.class,
      GenerateCommand.class,
      StatesCommand.class,
      JudgeCommand.class,
      PredictCommand.class,
      ValidateCommand.class,
      BenchCommand.class,
      CompletionCommand.class,
    })
public final class Foregone implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /// Runs the command line and exits with its code.
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // numbers in messages read the same everywhere
    PrintWriter out = writer(FileDescriptor.out);
    PrintWriter err = writer(FileDescriptor.err);
    int code;
    try {
      code = commandLine(out, err).execute(args);
    } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
      Failures.problems(e).forEach(problem -> err.print(problem.text()));
      code = Exit.ENVIRONMENT.code();
    }
    err.flush();
    if (out.checkError() && code == Exit.COMPLETE.code()) {
      code = Exit.ENVIRONMENT.code();
    }
    System.exit(code);
  }

  /// The whole command line, speaking to these writers.
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new Foregone())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUnmatchedOptionsAllowedAsOptionParameters(false)
        .setOverwrittenOptionsAllowed(true)
        .setParameterExceptionHandler(new UsageErrors())
        .setExecutionExceptionHandler(new Failures())
        .setUsageHelpAutoWidth(true);
  }

  /// UTF-8 whatever the locale says: rendered templates and answers are data.
  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), false);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Exit.USAGE.code();
  }
}
