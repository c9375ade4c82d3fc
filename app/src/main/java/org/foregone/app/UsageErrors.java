package org.foregone.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns a command line that cannot be understood into problems with the nearest name, where
/// picocli would print the whole usage.
final class UsageErrors implements CommandLine.IParameterExceptionHandler {
  /// picocli's own words for a value of the wrong type: `Invalid value for option '--n' (<n>):
  /// ...`.
  private static final Pattern INVALID =
      Pattern.compile(
          "Invalid value for (?:option|positional parameter)[^:]*: (.*)", Pattern.DOTALL);

  /// Its words where an option is met that cannot be the value of the one before it.
  private static final Pattern UNKNOWN = Pattern.compile("'(-[^' ]+)'");

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    problems(e).forEach(problem -> e.getCommandLine().getErr().print(problem.text()));
    e.getCommandLine().getErr().flush();
    return Exit.USAGE.code();
  }

  static List<Problem> problems(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String help = "`" + command.qualifiedName() + " --help` lists what there is";
    if (e instanceof UnmatchedArgumentException unmatched) {
      Matcher option = UNKNOWN.matcher(String.valueOf(e.getMessage()));
      if (unmatched.getUnmatched().isEmpty()) {
        return List.of(unknown(option.find() ? option.group(1) : "", command, help));
      }
      return unmatched.getUnmatched().stream().map(word -> unknown(word, command, help)).toList();
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      boolean either = String.valueOf(e.getMessage()).contains("one of these");
      return List.of(missing(missing.getMissing(), either ? " or " : ", ", command, help));
    }
    return List.of(badValue(e, help));
  }

  private static Problem unknown(String word, CommandSpec command, String help) {
    boolean option = word.startsWith("-");
    String name = option && word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    boolean subcommand = !option && !command.subcommands().isEmpty();
    Collection<String> known =
        option
            ? command.options().stream().flatMap(o -> Arrays.stream(o.names())).toList()
            : command.subcommands().keySet();
    Optional<String> nearest = Nearest.to(name, known);
    String kind = option ? "option" : subcommand ? "command" : "argument";
    ErrorCode code = subcommand ? ErrorCode.UNKNOWN_COMMAND : ErrorCode.UNKNOWN_OPTION;
    List<String> hints = new ArrayList<>();
    nearest.ifPresent(near -> hints.add("did you mean `" + near + "`?"));
    hints.add(help);
    return Problem.of(
        code,
        "no such " + kind + " of `" + command.qualifiedName() + "`: " + name,
        hints.toArray(String[]::new));
  }

  private static Problem missing(
      List<ArgSpec> missing, String between, CommandSpec command, String help) {
    List<String> names =
        missing.stream()
            .map(
                arg ->
                    arg instanceof OptionSpec option
                        ? option.longestName() + " " + option.paramLabel()
                        : arg.paramLabel())
            .toList();
    return Problem.of(
        ErrorCode.MISSING_ARGUMENT,
        "`" + command.qualifiedName() + "` needs " + String.join(between, names),
        help);
  }

  private static Problem badValue(ParameterException e, String help) {
    String what = String.valueOf(e.getMessage());
    ArgSpec arg = e.getArgSpec();
    Matcher invalid = INVALID.matcher(what);
    if (arg == null || e.getValue() == null || !invalid.matches()) {
      ErrorCode code =
          e instanceof MissingParameterException ? ErrorCode.MISSING_ARGUMENT : ErrorCode.BAD_VALUE;
      return Problem.of(code, what, help);
    }
    String name = arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    List<String> hints = new ArrayList<>();
    choices(arg)
        .ifPresent(
            choices -> {
              Nearest.to(String.valueOf(e.getValue()).toLowerCase(Locale.ROOT), choices)
                  .ifPresent(near -> hints.add("did you mean `" + near + "`?"));
              hints.add("one of: " + String.join(", ", choices));
            });
    hints.add(help);
    return Problem.of(
        ErrorCode.BAD_VALUE,
        name + ": `" + e.getValue() + "` is not " + kind(arg.type()),
        hints.toArray(String[]::new));
  }

  private static Optional<List<String>> choices(ArgSpec arg) {
    Iterable<String> candidates = arg.completionCandidates();
    if (candidates == null) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    candidates.forEach(names::add);
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    return "a value it takes";
  }
}
