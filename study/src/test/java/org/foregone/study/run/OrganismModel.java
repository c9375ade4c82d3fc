package org.foregone.study.run;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.ReasoningFormat;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.Engine;
import org.foregone.inference.EngineException;
import org.foregone.inference.ModelCard;
import org.foregone.inference.Work;
import org.foregone.organism.OrganismLanguage;
import org.foregone.organism.Preset;
import org.foregone.organism.Token;
import org.foregone.organism.truth.OrganismTruth;

/// An organism that talks by its closed form: real rollouts, token by token, without a model file.
record OrganismModel(OrganismTruth truth) implements StudyModel {
  private static final OrganismLanguage LANGUAGE = OrganismLanguage.get();

  static OrganismModel of(Preset preset) {
    return new OrganismModel(new OrganismTruth(preset.parameters()));
  }

  Conversation conversation() {
    return new Conversation(
        (messages, kwargs, now) ->
            "<|user|>\n"
                + messages.getLast().get("content")
                + "<|end|>\n<|assistant|>\n"
                + (Boolean.FALSE.equals(kwargs.get("enable_thinking"))
                    ? "<think>\n\n</think>\n\n"
                    : ""),
        new ReasoningFormat.ThinkTags(
            "<think>", "</think>", ReasoningFormat.OpenedBy.MODEL, "enable_thinking"),
        vocabulary(),
        Conversation.Options.at(LocalDateTime.of(2026, 1, 1, 12, 0)));
  }

  @Override
  public ModelCard card() {
    return new ModelCard(
        truth.parameters().name(), "organism", "closed form", 50_000, 1, 1, null, Map.of());
  }

  @Override
  public Map<String, String> provenance() {
    return Map.of("model.sha256", truth.parameters().name());
  }

  @Override
  public Vocabulary vocabulary() {
    return new Words();
  }

  @Override
  public Engine engine(int contextLength, OptionalInt threads) {
    return new ClosedForm(this, contextLength);
  }

  private record ClosedForm(OrganismModel organism, int contextLength) implements Engine {
    @Override
    public Vocabulary vocabulary() {
      return organism.vocabulary();
    }

    @Override
    public ModelCard model() {
      return organism.card();
    }

    @Override
    public Map<String, String> provenance() {
      return Map.of("engine", "closed form");
    }

    @Override
    public void run(Work work, BooleanSupplier cancelled) {
      while (!cancelled.getAsBoolean()) {
        Continuation request = work.next();
        if (request == null) {
          return;
        }
        List<Completion> completions = new ArrayList<>();
        for (int i = request.first(); i < request.first() + request.n(); i++) {
          completions.add(complete(request, i));
        }
        work.completed(request, completions);
      }
    }

    private Completion complete(Continuation request, int index) {
      int cap = request.thinking() == null ? 0 : request.thinking().thinkingTokens();
      OrganismTruth.Rollout rollout =
          organism
              .truth()
              .rollout(
                  request.prefix(),
                  request.sampling(),
                  cap,
                  new SplittableRandom(request.seed() + 31L * index));
      if (rollout.forced()) {
        throw new EngineException("choose a longer thinking cap");
      }
      return new Completion(index, rollout.tokens(), Completion.Finish.STOP, -1, new float[0]);
    }

    @Override
    public void close() {}
  }

  private record Words() implements Vocabulary {
    @Override
    public int size() {
      return LANGUAGE.size();
    }

    @Override
    public int[] tokenize(String text, boolean parseSpecial) {
      if (parseSpecial) {
        for (Token t : LANGUAGE.tokens()) {
          int at = t.kind() == Token.Kind.CONTROL ? text.indexOf(t.text()) : -1;
          if (at >= 0) {
            return IntStream.concat(
                    IntStream.concat(
                        IntStream.of(tokenize(text.substring(0, at), true)), IntStream.of(t.id())),
                    IntStream.of(tokenize(text.substring(at + t.text().length()), true)))
                .toArray();
          }
        }
      }
      return LANGUAGE.tokenize(text);
    }

    @Override
    public byte[] bytes(int token) {
      return token < 256
          ? new byte[] {(byte) token}
          : LANGUAGE.token(token).text().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Kind kind(int token) {
      return switch (LANGUAGE.token(token).kind()) {
        case BYTE_OR_WORD -> Kind.NORMAL;
        case CONTROL -> Kind.CONTROL;
        case USER_DEFINED -> Kind.USER_DEFINED;
      };
    }

    @Override
    public OptionalInt special(String text) {
      return LANGUAGE.tokens().stream()
          .filter(t -> t.kind() != Token.Kind.BYTE_OR_WORD && t.text().equals(text))
          .mapToInt(Token::id)
          .findFirst();
    }

    @Override
    public boolean endsGeneration(int token) {
      return token == LANGUAGE.phrases().end();
    }

    @Override
    public OptionalInt beginOfSequence() {
      return OptionalInt.empty();
    }

    @Override
    public OptionalInt endOfSequence() {
      return OptionalInt.of(LANGUAGE.phrases().end());
    }

    @Override
    public boolean addsBeginOfSequence() {
      return false;
    }
  }
}
