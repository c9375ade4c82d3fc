package org.foregone.dialogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.foregone.dialogue.ReasoningFormat.Harmony;
import org.jspecify.annotations.Nullable;

/// One model's way of talking: its chat template, reasoning format and vocabulary, with the options
/// of a study. Turns messages into tokens and a completion's tokens into a transcript.
///
/// Immutable; may be used from any thread.
public final class Conversation {
  /// Tokens of a prompt's end that hold the tag it may end with, however it is tokenised.
  private static final int TAIL = 32;

  private final Renderer template;
  private final ReasoningFormat format;
  private final Vocabulary vocabulary;
  private final Options options;
  private final InertContent inert;
  private final int[] forcedClose;
  private final Set<Integer> keepOpenBans;

  /// What a study can choose about its prompts.
  ///
  /// @param system put before the messages unless they begin with a system message; or null
  /// @param kwargs keyword arguments for the template (`reasoning_effort`); they win over the
  ///     defaults, except those that switch thinking
  /// @param now the date that templates may print
  /// @param parseContent let markers spelled out in a message become control tokens, as
  ///     transformers does; by default content is never control
  /// @param opening what every thought begins with, or null for what the model makes of it
  public record Options(
      @Nullable String system,
      Map<String, Object> kwargs,
      LocalDateTime now,
      boolean parseContent,
      @Nullable Opening opening) {
    public Options {
      kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
    }

    public static Options at(LocalDateTime now) {
      return new Options(null, Map.of(), now, false, null);
    }

    public Options withSystem(@Nullable String prompt) {
      return new Options(prompt, kwargs, now, parseContent, opening);
    }

    public Options withKwargs(Map<String, Object> arguments) {
      return new Options(system, arguments, now, parseContent, opening);
    }

    public Options withOpening(@Nullable Opening thought) {
      return new Options(system, kwargs, now, parseContent, thought);
    }

    public Options parsingContent() {
      return new Options(system, kwargs, now, true, opening);
    }
  }

  /// A thought that is begun for the model.
  ///
  /// @param text its first words; may be empty
  /// @param closed whether it is closed behind them, so that only the answer is the model's
  public record Opening(String text, boolean closed) {}

  /// The conversation of a model's chat template.
  ///
  /// @param format name of its reasoning format; null for the one that its template speaks
  /// @param template source of the template
  /// @throws IllegalArgumentException for a format that nobody knows, and as the constructor does
  public static Conversation of(
      @Nullable String format, String template, Vocabulary vocabulary, Options options) {
    ChatTemplate parsed = ChatTemplate.parse(template);
    return new Conversation(
        parsed, ReasoningFormats.choose(format, template, parsed, vocabulary), vocabulary, options);
  }

  /// @throws IllegalArgumentException when the vocabulary lacks the markers of the harmony format,
  ///     its `reasoning_effort` is not low, medium or high, or an opening spells out a marker
  public Conversation(
      Renderer template, ReasoningFormat format, Vocabulary vocabulary, Options options) {
    this.template = template;
    this.format = format;
    this.vocabulary = vocabulary;
    this.options = options;
    this.inert = new InertContent(vocabulary, format);
    this.forcedClose = vocabulary.tokenize(format.forcedClose(), true);
    this.keepOpenBans = Collections.unmodifiableSet(KeepOpen.bans(format, vocabulary));
    if (options.opening() != null) {
      inert.requireNoMarkers(options.opening().text());
    }
    if (format instanceof Harmony harmony) {
      harmony.check(vocabulary, options.kwargs());
    }
  }

  /// The same model's way of talking for questions of our own: no system prompt, and content never
  /// becomes control tokens.
  public Conversation plain() {
    return new Conversation(
        template,
        format,
        vocabulary,
        new Options(null, options.kwargs(), options.now(), false, null));
  }

  /// What is put before every prompt; null for nothing.
  public @Nullable String system() {
    return options.system();
  }

  /// The same with other options.
  public Conversation with(UnaryOperator<Options> change) {
    return new Conversation(template, format, vocabulary, change.apply(options));
  }

  public ReasoningFormat format() {
    return format;
  }

  /// The messages as the model is given them, ready for its turn in `mode`.
  ///
  /// The text is tokenised as one, so that the ids are those of transformers; only where content
  /// spells out a marker it is cut inside the marker, which then stays text.
  public RenderedPrompt prompt(List<Message> messages, Mode mode) {
    List<Message> all = new ArrayList<>(messages);
    String system = options.system();
    if (system != null && (all.isEmpty() || !all.getFirst().role().equals("system"))) {
      all.addFirst(Message.system(system));
    }
    Map<String, Object> kwargs = new LinkedHashMap<>(options.kwargs());
    kwargs.putAll(format.kwargs(mode));
    Map<String, @Nullable Object> context = context(vocabulary, kwargs);
    return inert.render(
        all,
        marked -> {
          String text = template.render(marked, context, options.now());
          return format.complete(mode, text);
        },
        options.parseContent());
  }

  /// What transformers hands to a template besides the messages.
  static Map<String, @Nullable Object> context(Vocabulary vocabulary, Map<String, Object> kwargs) {
    Map<String, @Nullable Object> context = new LinkedHashMap<>();
    context.put("add_generation_prompt", true);
    context.put("tools", null);
    context.put("documents", null);
    vocabulary.beginOfSequence().ifPresent(t -> context.put("bos_token", text(vocabulary, t)));
    vocabulary.endOfSequence().ifPresent(t -> context.put("eos_token", text(vocabulary, t)));
    context.putAll(kwargs);
    return context;
  }

  /// What every thought begins with behind a prompt in mode THINK, the tokens that open it
  /// included; empty where nothing was chosen ([Options#opening]) or nothing is ever thought. The
  /// prompt's own tokens stay as they are. An empty closed thought is the text that NO_THINK has,
  /// tokenised as one; words are tokenised apart from the markers around them.
  ///
  /// @param prompt its tokens
  public int[] opening(int[] prompt) {
    Opening opening = options.opening();
    if (opening == null || forcedClose.length == 0) {
      return new int[0];
    }
    String opener =
        format.opener(text(prompt, new Span(Math.max(0, prompt.length - TAIL), prompt.length)));
    if (opening.text().isEmpty() && opening.closed()) {
      return vocabulary.tokenize(opener + format.forcedClose(), true);
    }
    IntStream begun =
        IntStream.concat(
            IntStream.of(opener.isEmpty() ? new int[0] : vocabulary.tokenize(opener, true)),
            IntStream.of(words(opening.text())));
    return opening.closed()
        ? IntStream.concat(begun, IntStream.of(forcedClose)).toArray()
        : begun.toArray();
  }

  /// The tokens of words that are put into a thought: with a space before them, unless white space
  /// is there already.
  ///
  /// @param before what they come behind
  /// @throws IllegalArgumentException when they spell out a marker
  public int[] inserted(String words, int[] before) {
    byte[] last = before.length == 0 ? new byte[0] : vocabulary.bytes(before[before.length - 1]);
    boolean apart = last.length == 0 || Splitter.isSpace(last[last.length - 1]);
    int[] plain = words(words);
    boolean spaced = plain.length > 0 && Splitter.isSpace(vocabulary.bytes(plain[0])[0]);
    return apart || spaced ? plain : words(" " + words);
  }

  private int[] words(String text) {
    inert.requireNoMarkers(text);
    return text.isEmpty() ? new int[0] : vocabulary.tokenize(text, false);
  }

  /// The tokens that close an open thought and open the answer; empty where the format never has
  /// one open.
  public int[] forcedClose() {
    return forcedClose.clone();
  }

  /// The tokens to ban so that an open thought stays open: those that close it and those that end
  /// the generation.
  public Set<Integer> keepOpenBans() {
    return keepOpenBans;
  }

  /// A reader that stands where a prompt in `mode` leaves off.
  public ThoughtReader reader(Mode mode) {
    return Splitter.of(format, mode, vocabulary);
  }

  /// The parts of a completion of a prompt in `mode`.
  ///
  /// @param completion the tokens behind the prompt. For a continuation of a cut trace: the trace's
  ///     own tokens up to the cut, then the generated ones
  /// @param cut whether a cap ended it (not the model)
  /// @param forcedCloseAt where [#forcedClose()] was put into the completion, or -1
  public Transcript split(Mode mode, int[] completion, boolean cut, int forcedCloseAt) {
    Splitter splitter = Splitter.of(format, mode, vocabulary);
    int resume = 0;
    if (forcedCloseAt >= 0) {
      int length = forcedClose.length;
      resume = forcedCloseAt + length;
      if (resume > completion.length) {
        throw new IllegalArgumentException(
            "a forced close of "
                + length
                + " tokens at "
                + forcedCloseAt
                + " does not fit a completion of "
                + completion.length);
      }
      for (int i = 0; i < forcedCloseAt; i++) {
        splitter.accept(completion[i]);
      }
      splitter.forceClose(length);
    }
    for (int i = resume; i < completion.length; i++) {
      splitter.accept(completion[i]);
    }
    return splitter.transcript(completion, cut);
  }

  /// The text of a part, with the replacement character where it cuts a character in two.
  public String text(int[] tokens, Span span) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = span.start(); i < span.end(); i++) {
      bytes.writeBytes(vocabulary.bytes(tokens[i]));
    }
    return bytes.toString(UTF_8);
  }

  private static String text(Vocabulary vocabulary, int token) {
    return new String(vocabulary.bytes(token), UTF_8);
  }
}
