package org.foregone.app;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints a completion script for a shell.
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Print a completion script for bash, zsh or fish.",
    footer = {
      "",
      "bash: foregone completion bash > ~/.local/share/bash-completion/completions/foregone",
      "zsh:  foregone completion zsh > a file that .zshrc sources",
      "fish: foregone completion fish > ~/.config/fish/completions/foregone.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Mixin private Talk talk;

  @Parameters(paramLabel = "SHELL", description = "one of: ${COMPLETION-CANDIDATES}")
  private Shell shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    talk.out()
        .print(
            switch (shell) {
              // picocli's script speaks both: under zsh it turns on bash completion itself.
              case bash, zsh -> AutoComplete.bash("foregone", root);
              case fish -> fish(root.getCommandSpec());
            });
    return Exit.COMPLETE.code();
  }

  /// One `complete` line a command and one an option, for each command of the tree.
  private static String fish(CommandSpec root) {
    List<String> lines = new ArrayList<>();
    lines.add("complete -c foregone -f");
    Deque<CommandSpec> commands = new ArrayDeque<>(List.of(root));
    while (!commands.isEmpty()) {
      CommandSpec command = commands.removeFirst();
      String here = here(command);
      command
          .subcommands()
          .forEach(
              (name, line) -> {
                lines.add(
                    "complete -c foregone -n "
                        + quote(here)
                        + " -a "
                        + name
                        + " -d "
                        + quote(summary(line.getCommandSpec().usageMessage().description())));
                commands.addLast(line.getCommandSpec());
              });
      for (OptionSpec option : command.options()) {
        StringBuilder line = new StringBuilder("complete -c foregone -n " + quote(here));
        for (String name : option.names()) {
          line.append(
              name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
          line.append(" -r -F");
        }
        lines.add(line + " -d " + quote(summary(option.description())));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  /// fish's test for being inside this command and none of its subcommands.
  private static String here(CommandSpec command) {
    String inside = command.parent() == null ? "" : "__fish_seen_subcommand_from " + command.name();
    String outside =
        command.subcommands().isEmpty()
            ? ""
            : "not __fish_seen_subcommand_from " + String.join(" ", command.subcommands().keySet());
    return inside.isEmpty() ? outside : outside.isEmpty() ? inside : inside + "; and " + outside;
  }

  private static String summary(String[] description) {
    return description.length == 0 ? "" : description[0];
  }

  private static String quote(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
