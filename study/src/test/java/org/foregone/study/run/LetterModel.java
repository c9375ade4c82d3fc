package org.foregone.study.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.foregone.dialogue.ThoughtReader;
import org.foregone.dialogue.Vocabulary;
import org.foregone.inference.Completion;
import org.foregone.inference.Continuation;
import org.foregone.inference.Engine;
import org.foregone.inference.EngineException;
import org.foregone.inference.ModelCard;
import org.foregone.inference.ThinkingBudget;
import org.foregone.inference.Work;

/// A language of bytes and two think tags: a thought of random letters, then `n` or `y` with a
/// chance that depends on the prompt's length. Each draw is a function of seed, index and position,
/// as the engine's contract asks; four requests are in flight, and finish in turn.
final class LetterModel implements StudyModel {
  static final int OPEN = 256;
  static final int CLOSE = 257;

  /// What the model says.
  interface Writer {
    Completion write(Continuation request, int index);
  }

  private final Writer writer;
  private final int cores;

  LetterModel() {
    this(LetterEngine::complete);
  }

  LetterModel(Writer writer) {
    this(writer, 2);
  }

  /// On a machine of so many cores.
  LetterModel(int cores) {
    this(LetterEngine::complete, cores);
  }

  private LetterModel(Writer writer, int cores) {
    this.writer = writer;
    this.cores = cores;
  }

  @Override
  public ModelCard card() {
    return new ModelCard("letters", "letters", "bytes", 50_000, 1, 1, null, Map.of());
  }

  @Override
  public Map<String, String> provenance() {
    return Map.of("model.sha256", "letters");
  }

  @Override
  public Vocabulary vocabulary() {
    return new Letters();
  }

  @Override
  public Engine engine(int contextLength, OptionalInt threads) {
    return new LetterEngine(writer, contextLength, threads.orElse(cores));
  }

  private record LetterEngine(Writer writer, int contextLength, int threads) implements Engine {
    @Override
    public Vocabulary vocabulary() {
      return new Letters();
    }

    @Override
    public ModelCard model() {
      return new LetterModel().card();
    }

    @Override
    public Map<String, String> provenance() {
      return Map.of("engine", "letters", "engine.threads", Integer.toString(threads));
    }

    @Override
    public void run(Work work, BooleanSupplier cancelled) {
      Deque<Continuation> flight = new ArrayDeque<>();
      while (!cancelled.getAsBoolean()) {
        while (flight.size() < 4) {
          Continuation next = work.next();
          if (next == null) {
            break;
          }
          flight.add(next);
        }
        Continuation request = flight.poll();
        if (request == null) {
          return;
        }
        if (request.prefix().length > contextLength) {
          work.failed(request, new EngineException("too long"));
        } else {
          List<Completion> completions = new ArrayList<>();
          for (int i = request.first(); i < request.first() + request.n(); i++) {
            completions.add(writer.write(request, i));
          }
          work.completed(request, completions);
        }
      }
    }

    private static Completion complete(Continuation request, int index) {
      List<Integer> tokens = new ArrayList<>();
      int forced = -1;
      ThinkingBudget budget = request.thinking();
      if (budget != null) {
        ThoughtReader reader = budget.reader().get();
        tokens.add(OPEN);
        reader.accept(OPEN);
        while (reader.phase() != ThoughtReader.Phase.ANSWER) {
          if (tokens.size() >= budget.thinkingTokens()) {
            forced = tokens.size();
            for (int token : budget.forcedClose()) {
              tokens.add(token);
            }
            break;
          }
          double u = draw(request, index, tokens.size());
          int token = u < .1 ? CLOSE : 'a' + (int) (u * 20);
          tokens.add(token);
          if (reader.accept(token) == ThoughtReader.Phase.CLOSING) {
            break;
          }
        }
      }
      double chance = (request.prefix().length % 10 + (budget == null ? 0 : 1)) / 10.0;
      tokens.add(draw(request, index, 9_999) < chance ? (int) 'n' : (int) 'y');
      return new Completion(
          index,
          tokens.stream().mapToInt(Integer::intValue).toArray(),
          Completion.Finish.STOP,
          forced,
          new float[0]);
    }

    private static double draw(Continuation request, int index, int position) {
      return new SplittableRandom(request.seed() + 31L * index + 1_000_003L * position)
          .nextDouble();
    }

    @Override
    public void close() {}
  }

  private record Letters() implements Vocabulary {
    @Override
    public int size() {
      return 259;
    }

    @Override
    public int[] tokenize(String text, boolean parseSpecial) {
      List<Integer> tokens = new ArrayList<>();
      String rest = text;
      while (!rest.isEmpty()) {
        if (rest.startsWith("<think>")) {
          tokens.add(OPEN);
          rest = rest.substring(7);
        } else if (rest.startsWith("</think>")) {
          tokens.add(CLOSE);
          rest = rest.substring(8);
        } else {
          int end = rest.offsetByCodePoints(0, 1);
          for (byte b : rest.substring(0, end).getBytes(StandardCharsets.UTF_8)) {
            tokens.add(b & 0xff);
          }
          rest = rest.substring(end);
        }
      }
      return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public byte[] bytes(int token) {
      return switch (token) {
        case OPEN -> "<think>".getBytes(StandardCharsets.UTF_8);
        case CLOSE -> "</think>".getBytes(StandardCharsets.UTF_8);
        case 258 -> "<end>".getBytes(StandardCharsets.UTF_8);
        default -> new byte[] {(byte) token};
      };
    }

    @Override
    public Kind kind(int token) {
      return token < 256 ? Kind.BYTE : token == 258 ? Kind.CONTROL : Kind.USER_DEFINED;
    }

    @Override
    public OptionalInt special(String text) {
      return switch (text) {
        case "<think>" -> OptionalInt.of(OPEN);
        case "</think>" -> OptionalInt.of(CLOSE);
        default -> OptionalInt.empty();
      };
    }

    @Override
    public boolean endsGeneration(int token) {
      return token == 258;
    }

    @Override
    public OptionalInt beginOfSequence() {
      return OptionalInt.empty();
    }

    @Override
    public OptionalInt endOfSequence() {
      return OptionalInt.of(258);
    }

    @Override
    public boolean addsBeginOfSequence() {
      return false;
    }
  }
}
