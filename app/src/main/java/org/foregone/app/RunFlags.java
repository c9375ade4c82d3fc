package org.foregone.app;

import java.util.ArrayList;
import java.util.List;
import org.foregone.study.config.Key;
import org.foregone.study.intervention.Declared;
import org.foregone.study.intervention.Interventions;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/// The flags of `run`: one for every key, and in its help every intervention with what can be
/// chosen of it.
final class RunFlags implements IModelTransformer {
  @Override
  public CommandSpec transform(CommandSpec command) {
    new KeyFlags().transform(command);
    List<String> footer = new ArrayList<>(List.of(command.usageMessage().footer()));
    footer.add("");
    footer.add("--intervention NAME[:key=value,...], see docs/INTERVENTIONS.md:");
    Interventions.ALL.forEach(declared -> footer.addAll(lines(declared)));
    command.usageMessage().footer(footer.toArray(String[]::new));
    return command;
  }

  private static List<String> lines(Declared declared) {
    List<String> lines = new ArrayList<>();
    lines.add("  " + declared.name() + ": " + declared.does());
    lines.add("    (" + declared.source() + ")");
    for (Key key : declared.keys()) {
      lines.add(
          "      "
              + key.name()
              + ("=" + (key.fallback().isEmpty() ? "DIR" : key.fallback())).replace("%", "%%"));
    }
    return lines;
  }
}
