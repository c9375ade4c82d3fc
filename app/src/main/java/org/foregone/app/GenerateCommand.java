package org.foregone.app;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.Engine;
import org.foregone.inference.LlamaOptions;
import org.foregone.inference.LocalModel;
import org.foregone.inference.Sampling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Continues one prefix: the request that every experiment is made of, by hand.
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = "Continue a text, a list of tokens or a conversation.",
    footer = {
      "",
      "--json prints {\"completions\":[{\"tokens\":[...],\"text\":\"...\",\"finish\":\"stop|length\"}]}.",
      "--text and --tokens are continued as they are: no template, no BOS.",
      "--messages go through the model's own template. The same seed gives the same completions."
    })
final class GenerateCommand implements Callable<Integer> {
  @Mixin private Talk talk;
  @Mixin private ModelOption model;
  @Mixin private ChatOption chat;

  @ArgGroup(multiplicity = "1")
  private Prefix prefix;

  /// What is continued: one of the three.
  private static final class Prefix {
    @Option(names = "--text", paramLabel = "TEXT", description = "a plain text")
    private @Nullable String text;

    @Option(names = "--tokens", paramLabel = "1,2,3", split = ",", description = "token ids")
    private int @Nullable [] tokens;

    @Option(
        names = "--messages",
        paramLabel = "FILE.json",
        description = "[{\"role\":\"user\",\"content\":\"...\"}]")
    private @Nullable Path messages;
  }

  @Option(
      names = "--parse-special",
      description = "control tokens spelled out in --text become those tokens")
  private boolean parseSpecial;

  @Option(names = "--no-think", description = "--messages: with an empty, closed thought")
  private boolean noThink;

  @Option(names = "--n", paramLabel = "N", defaultValue = "1", description = "completions (1)")
  private int n;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description = "0 takes the most likely token (1)")
  private double temperature;

  @Option(names = "--top-p", paramLabel = "P", defaultValue = "1", description = "1 is off (1)")
  private double topP;

  @Option(names = "--top-k", paramLabel = "K", defaultValue = "0", description = "0 is off (0)")
  private int topK;

  @Option(names = "--min-p", paramLabel = "P", defaultValue = "0", description = "0 is off (0)")
  private double minP;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "a number (0)")
  private long seed;

  @Option(
      names = "--max-tokens",
      paramLabel = "M",
      defaultValue = "256",
      description = "cap on generated tokens (256)")
  private int maxTokens;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    Sampling sampling = sampling();
    try (LocalModel loaded = model.open()) {
      int[] tokens = prefix(loaded);
      Continuation request = Continuation.of("generate", tokens, seed, n, sampling, maxTokens);
      LlamaOptions options =
          LlamaOptions.defaults(tokens.length + maxTokens, loaded.threads())
              .withWidth(Math.clamp(n, 8, LlamaOptions.DEFAULT_WIDTH));
      try (Engine engine = loaded.engine(options)) {
        print(engine.complete(List.of(request)).getFirst(), loaded.vocabulary());
      }
    }
    return Exit.COMPLETE.code();
  }

  private Sampling sampling() {
    if (n < 1 || maxTokens < 1) {
      throw bad("--n and --max-tokens must be at least 1");
    }
    try {
      return new Sampling(temperature, topP, topK, minP);
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private int[] prefix(LocalModel loaded) {
    Vocabulary vocabulary = loaded.vocabulary();
    int[] tokens;
    if (prefix.messages != null) {
      Mode mode = noThink ? Mode.NO_THINK : Mode.THINK;
      tokens = chat.conversation(loaded).prompt(chat.messages(prefix.messages), mode).tokens();
    } else if (prefix.text != null) {
      tokens = vocabulary.tokenize(prefix.text, parseSpecial);
    } else {
      tokens = prefix.tokens == null ? new int[0] : prefix.tokens;
    }
    if (tokens.length == 0) {
      throw bad("there is no token to continue");
    }
    for (int token : tokens) {
      if (token < 0 || token >= vocabulary.size()) {
        throw bad(
            "--tokens: %d is not a token; this model's are 0 to %d"
                .formatted(token, vocabulary.size() - 1));
      }
    }
    return tokens;
  }

  private void print(List<Completion> completions, Vocabulary vocabulary) {
    if (json) {
      talk.json(
          Map.of("completions", completions.stream().map(c -> object(c, vocabulary)).toList()));
      return;
    }
    for (Completion completion : completions) {
      talk.say(
          "completion %d: %d tokens, %s"
              .formatted(completion.index(), completion.tokens().length, finish(completion)));
      talk.out().println(text(completion, vocabulary));
    }
  }

  private static Map<String, Object> object(Completion completion, Vocabulary vocabulary) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("tokens", completion.tokens());
    object.put("text", text(completion, vocabulary));
    object.put("finish", finish(completion));
    return object;
  }

  private static String finish(Completion completion) {
    return completion.finish().name().toLowerCase(Locale.ROOT);
  }

  /// All bytes at once: a character may be spread over tokens.
  private static String text(Completion completion, Vocabulary vocabulary) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Arrays.stream(completion.tokens()).forEach(t -> bytes.writeBytes(vocabulary.bytes(t)));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static ProblemException bad(String message) {
    return new ProblemException(
        Problem.of(ErrorCode.BAD_VALUE, message, "`foregone generate --help` lists the ranges"));
  }
}
