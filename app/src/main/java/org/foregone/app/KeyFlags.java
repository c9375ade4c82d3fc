package org.foregone.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.foregone.study.config.Key;
import org.foregone.study.config.Keys;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Gives a command one flag for every key of a study, so that no key is without one.
final class KeyFlags implements IModelTransformer {
  @Override
  public CommandSpec transform(CommandSpec command) {
    Keys.ALL.forEach(key -> command.addOption(flag(key)));
    return command;
  }

  private static OptionSpec flag(Key key) {
    OptionSpec.Builder flag =
        OptionSpec.builder(names(key))
            .paramLabel(label(key))
            .description(
                (key.meaning() + (key.fallback().isEmpty() ? "" : " (" + key.fallback() + ")"))
                    .replace("%", "%%"));
    if (key.type() instanceof Key.Type.Numbers) {
      flag.preprocessor(new Negative());
    }
    return (key.isList()
            ? flag.type(List.class).auxiliaryTypes(String.class).arity("1..*")
            : flag.type(String.class).arity("1"))
        .build();
  }

  /// A list that begins with a negative number is no option; picocli takes what begins with a dash
  /// for one.
  private static final class Negative implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (!args.isEmpty() && args.peek().matches("-[.0-9].*")) {
        args.push(" " + args.pop());
      }
      return false;
    }
  }

  /// The key itself and, for how the engine runs and samples, its last word too: `--llama-lib`.
  private static String[] names(Key key) {
    String name = key.name();
    if (name.equals("experiments")) {
      return new String[] {"--only", "--experiments"};
    }
    return name.startsWith("engine.") || name.startsWith("sampling.")
        ? new String[] {"--" + name.substring(name.indexOf('.') + 1), "--" + name}
        : new String[] {"--" + name};
  }

  private static String label(Key key) {
    return switch (key.type()) {
      case Key.Type.Whole w -> "N";
      case Key.Type.Real r -> "X";
      case Key.Type.Choice(List<String> allowed) -> String.join("|", allowed);
      case Key.Type.Text t -> "TEXT";
      case Key.Type.Truth t -> "true|false";
      case Key.Type.Texts t -> "NAME";
      case Key.Type.Choices c -> "NAME";
      case Key.Type.Numbers n -> "X";
      case Key.Type.InputFile f -> "FILE";
      case Key.Type.InputFiles f -> "FILE";
      case Key.Type.Adapters a -> "FILE[:scale]";
      case Key.Type.DateTime d -> "\"YYYY-MM-DD HH:MM:SS\"";
      case Key.Type.Open o -> "{k: v}";
    };
  }

  /// The keys that were given as flags, as a study's configuration takes them.
  static Map<String, Object> given(ParseResult parsed) {
    Map<String, Object> given = new LinkedHashMap<>();
    for (Key key : Keys.ALL) {
      String flag = "--" + key.name();
      if (parsed.hasMatchedOption(flag)) {
        given.put(key.name(), parsed.<Object>matchedOptionValue(flag, ""));
      }
    }
    return given;
  }
}
