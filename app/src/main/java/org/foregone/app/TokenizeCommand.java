package org.foregone.app;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.foregone.inference.LocalModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A text's tokens, as llama.cpp makes them.
@Command(
    name = "tokenize",
    mixinStandardHelpOptions = true,
    description = "Print the tokens of a text, as llama.cpp makes them; no BOS is added.",
    footer = {"", "--json prints {\"tokens\":[1,2,3]}; without it one token a line with its text."})
final class TokenizeCommand implements Callable<Integer> {
  @Mixin private Talk talk;
  @Mixin private ModelOption model;

  @Option(names = "--text", required = true, paramLabel = "TEXT", description = "what to tokenize")
  private String text;

  @Option(
      names = "--parse-special",
      description = "control tokens spelled out in the text become those tokens")
  private boolean parseSpecial;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    try (LocalModel loaded = model.open()) {
      int[] tokens = loaded.vocabulary().tokenize(text, parseSpecial);
      if (json) {
        talk.json(Map.of("tokens", tokens));
      } else {
        talk.out()
            .print(
                Arrays.stream(tokens)
                    .mapToObj(t -> t + "\t" + Bytes.shown(loaded.vocabulary().bytes(t)) + "\n")
                    .collect(Collectors.joining()));
      }
    }
    return Exit.COMPLETE.code();
  }
}
