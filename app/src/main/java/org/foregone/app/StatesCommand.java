package org.foregone.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.foregone.dialogue.Message;
import org.foregone.dialogue.Mode;
import org.foregone.inference.Capture;
import org.foregone.inference.LlamaOptions;
import org.foregone.inference.LocalModel;
import org.foregone.inference.Site;
import org.foregone.inference.StateReader;
import org.foregone.inference.StateReader.Reading;
import org.foregone.inference.States;
import org.foregone.tensors.Gguf;
import org.foregone.tensors.GgufException;
import org.foregone.tensors.SafetensorsWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Writes a sequence's hidden states to a file that Python opens.
@Command(
    name = "states",
    mixinStandardHelpOptions = true,
    description = "Write the hidden states of a list of tokens or a conversation as safetensors.",
    footer = {
      "",
      "Tensors: embd (token embedding), block.<i> (after block i, from 0, before the final norm) and",
      "final_norm, each [positions, n_embd]; positions [positions] int64; with --logits also logits",
      "[positions, vocabulary]. A layer's number is that of transformers' hidden_states: 0 is embd,",
      "k is block.<k-1>, the last is final_norm.",
      "Numbers closest to PyTorch's in float32: --kv-type f32 --flash-attn off.",
      "--json prints {\"file\":\"...\",\"tensors\":{\"embd\":{\"dtype\":\"F32\",\"shape\":[5,64]},...}}."
    })
final class StatesCommand implements Callable<Integer> {
  @Mixin private Talk talk;
  @Mixin private ModelOption model;
  @Mixin private ChatOption chat;

  @ArgGroup(multiplicity = "1")
  private Sequence sequence;

  /// What is read: one of the two.
  private static final class Sequence {
    @Option(names = "--tokens", paramLabel = "1,2,3", split = ",", description = "token ids")
    private int @Nullable [] tokens;

    @Option(
        names = "--messages",
        paramLabel = "FILE.json",
        description = "[{\"role\":\"user\",\"content\":\"...\"}]")
    private @Nullable Path messages;
  }

  @Option(names = "--no-think", description = "--messages: with an empty, closed thought")
  private boolean noThink;

  @Option(
      names = "--layers",
      required = true,
      paramLabel = "all|LIST",
      description = "0 to the number of blocks, or embd, block.<i>, final_norm")
  private String layers;

  @Option(
      names = "--positions",
      required = true,
      paramLabel = "all|last|LIST",
      description = "places in the sequence, from 0")
  private String positions;

  @Option(
      names = "--kv-type",
      paramLabel = "f32|f16",
      defaultValue = "f16",
      description = "numbers in the cache (f16)")
  private String kvType;

  @Option(
      names = "--flash-attn",
      paramLabel = "on|off|auto",
      defaultValue = "auto",
      description = "fused attention, which computes with f16 whatever the cache (auto)")
  private String flashAttention;

  @Option(
      names = "--dtype",
      paramLabel = "f32|bf16",
      defaultValue = "f32",
      description = "numbers in the file (f32)")
  private String dtype;

  @Option(names = "--logits", description = "write the logits too")
  private boolean logits;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.safetensors",
      description = "the file, written whole or not at all")
  private Path out;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    List<Message> messages = checkInput();
    try (LocalModel loaded = model.open()) {
      int[] tokens = tokens(loaded, messages);
      List<Problem> problems = new ArrayList<>();
      List<Site> sites = StateLists.layers(layers, loaded.card().layers(), problems);
      int[] chosen = StateLists.positions(positions, tokens.length, problems);
      checkTokens(tokens, loaded.vocabulary().size(), problems);
      if (tokens.length > loaded.card().trainedContext()) {
        problems.add(
            Problem.of(
                ErrorCode.NO_CONTEXT,
                "%,d tokens do not fit this model: it was trained for %,d"
                    .formatted(tokens.length, loaded.card().trainedContext())));
      }
      refuse(problems);
      LlamaOptions options =
          LlamaOptions.defaults(Math.max(2, tokens.length), loaded.threads())
              .withCache(kvType, flashAttention);
      if (kvType.equals("f32") && !flashAttention.equals("off")) {
        talk.say("note: flash attention computes with f16; --flash-attn off keeps f32");
      }
      Reading reading =
          new StateReader(loaded, options).read(tokens, new Capture(sites, chosen), logits);
      write(reading, loaded, options);
    }
    return Exit.COMPLETE.code();
  }

  /// Finds everything that is wrong and can be known without loading the model.
  private List<Message> checkInput() {
    List<Problem> problems = new ArrayList<>();
    Gguf header = attempt(() -> ModelFile.check(model.file()), problems);
    Path file = sequence.messages;
    List<Message> messages =
        file == null ? List.of() : attempt(() -> chat.messages(file), problems);
    choice("--kv-type", kvType, List.of("f32", "f16"), problems);
    choice("--flash-attn", flashAttention, List.of("on", "off", "auto"), problems);
    choice("--dtype", dtype, List.of("f32", "bf16"), problems);
    if (header != null) {
      String architecture = header.text("general.architecture").orElse("");
      long predicting = header.whole(architecture + ".nextn_predict_layers").orElse(0);
      header // blocks that only predict further tokens ahead are no part of the stack
          .whole(architecture + ".block_count")
          .ifPresent(
              blocks -> StateLists.layers(layers, Math.toIntExact(blocks - predicting), problems));
      int vocabulary = header.items("tokenizer.ggml.tokens").size();
      if (sequence.tokens != null && vocabulary > 0) {
        checkTokens(sequence.tokens, vocabulary, problems);
      }
    }
    if (sequence.tokens != null) {
      if (sequence.tokens.length == 0) {
        problems.add(Problem.of(ErrorCode.BAD_VALUE, "--tokens: there is no token to read"));
      } else {
        StateLists.positions(positions, sequence.tokens.length, problems);
      }
    }
    checkOut(problems);
    refuse(problems);
    return messages == null ? List.of() : messages;
  }

  private static <T> @Nullable T attempt(Supplier<T> read, List<Problem> problems) {
    try {
      return read.get();
    } catch (ProblemException | GgufException e) {
      problems.addAll(Failures.problems(e));
      return null;
    }
  }

  private static void choice(
      String option, String value, List<String> choices, List<Problem> problems) {
    if (!choices.contains(value)) {
      problems.add(
          Problem.of(
              ErrorCode.BAD_VALUE,
              "%s: `%s` is not a value it takes".formatted(option, value),
              "one of: " + String.join(", ", choices)));
    }
  }

  private static void checkTokens(int[] tokens, int vocabulary, List<Problem> problems) {
    Arrays.stream(tokens)
        .filter(token -> token < 0 || token >= vocabulary)
        .distinct()
        .forEach(
            token ->
                problems.add(
                    Problem.of(
                        ErrorCode.BAD_VALUE,
                        "--tokens: %d is not a token; this model's are 0 to %d"
                            .formatted(token, vocabulary - 1))));
  }

  private void checkOut(List<Problem> problems) {
    Path folder = out.toAbsolutePath().getParent();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    if (Files.isDirectory(out)) {
      problems.add(
          Problem.of(
              ErrorCode.BAD_VALUE,
              "--out: " + out + " is a folder",
              "name a file in it: " + out.resolve("states.safetensors")));
    } else if (folder != null && !(Files.isDirectory(folder) && Files.isWritable(folder))) {
      problems.add(
          Problem.of(
              ErrorCode.BAD_VALUE,
              "--out: nothing can be written in " + folder,
              "name a file in a folder of yours"));
    }
  }

  private static void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
  }

  private int[] tokens(LocalModel loaded, List<Message> messages) {
    if (sequence.tokens != null) {
      return sequence.tokens;
    }
    Mode mode = noThink ? Mode.NO_THINK : Mode.THINK;
    return chat.conversation(loaded).prompt(messages, mode).tokens();
  }

  private void write(Reading reading, LocalModel loaded, LlamaOptions options) {
    States states = reading.states();
    SafetensorsWriter writer = new SafetensorsWriter();
    writer
        .note("model", loaded.card().name())
        .note("architecture", loaded.card().architecture())
        .note("blocks", Integer.toString(loaded.card().layers()))
        .note("kv-type", options.kvType())
        .note("flash-attention", options.flashAttention());
    Map<String, Map<String, Object>> tensors = new LinkedHashMap<>();
    long count = states.positions().length;
    for (int s = 0; s < states.sites().size(); s++) {
      add(writer, tensors, states.sites().get(s).name(), states.values().get(s), count);
    }
    writer.i64("positions", Arrays.stream(states.positions()).asLongStream().toArray(), count);
    tensors.put("positions", described("I64", count));
    if (logits) {
      add(writer, tensors, "logits", reading.logits(), count);
    }
    writer.write(out);
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("file", out.toString());
      object.put("tensors", tensors);
      talk.json(object);
      return;
    }
    tensors.forEach(
        (name, tensor) ->
            talk.out().printf("%-12s %-4s %s%n", name, tensor.get("dtype"), tensor.get("shape")));
  }

  private void add(
      SafetensorsWriter writer,
      Map<String, Map<String, Object>> tensors,
      String name,
      float[] values,
      long rows) {
    long width = values.length / rows;
    if (dtype.equals("bf16")) {
      writer.bf16(name, values, rows, width);
      tensors.put(name, described("BF16", rows, width));
    } else {
      writer.f32(name, values, rows, width);
      tensors.put(name, described("F32", rows, width));
    }
  }

  private static Map<String, Object> described(String dtype, long... shape) {
    Map<String, Object> tensor = new LinkedHashMap<>();
    tensor.put("dtype", dtype);
    tensor.put("shape", Arrays.stream(shape).boxed().toList());
    return tensor;
  }
}
