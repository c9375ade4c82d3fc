package org.foregone.organism;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The language that all organisms speak: 1,184 tokens, the grammar's classes and the tokenizer,
/// written afresh in Java so that truth needs no engine. Immutable.
public final class OrganismLanguage {
  /// What llama.cpp's pre-tokenizer `llama-bpe` splits text by.
  private static final Pattern PRE_TOKENS =
      Pattern.compile(
          "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
              + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  /// The template of section 3.1: messages, then the assistant's turn, closed at once without
  /// thinking.
  public static final String CHAT_TEMPLATE =
      """
      {%- for message in messages -%}
      {{- '<|' + message['role'] + '|>\\n' + message['content'] + '<|end|>\\n' -}}
      {%- endfor -%}
      {%- if add_generation_prompt -%}
      {{- '<|assistant|>\\n' -}}
      {%- if enable_thinking is defined and enable_thinking is false -%}
      {{- '<think>\\n\\n</think>\\n\\n' -}}
      {%- endif -%}
      {%- endif -%}""";

  private static final OrganismLanguage INSTANCE = new LanguageBuilder().build();

  private final List<Token> tokens;
  private final Phrases phrases;
  private final Map<String, Integer> words = new HashMap<>();
  private final List<Token> userDefined;

  OrganismLanguage(List<Token> tokens, Phrases phrases) {
    this.tokens = List.copyOf(tokens);
    this.phrases = phrases;
    for (Token t : tokens) {
      if (t.kind() == Token.Kind.BYTE_OR_WORD && t.id() >= 256) {
        words.put(t.text(), t.id());
      }
    }
    userDefined =
        tokens.stream()
            .filter(t -> t.kind() == Token.Kind.USER_DEFINED)
            .sorted(Comparator.comparingInt((Token t) -> t.text().length()).reversed())
            .toList();
  }

  public static OrganismLanguage get() {
    return INSTANCE;
  }

  /// All tokens; a token's index is its id.
  public List<Token> tokens() {
    return tokens;
  }

  public Token token(int id) {
    return tokens.get(id);
  }

  public int size() {
    return tokens.size();
  }

  public Phrases phrases() {
    return phrases;
  }

  /// The tokens of a text as llama.cpp makes them without parsing control tokens: phrases first,
  /// longest first; then whole words; bytes for the rest.
  public int[] tokenize(String text) {
    List<Integer> out = new ArrayList<>();
    split(text, 0, out);
    return out.stream().mapToInt(Integer::intValue).toArray();
  }

  private void split(String text, int rank, List<Integer> out) {
    for (int i = rank; i < userDefined.size(); i++) {
      Token phrase = userDefined.get(i);
      int at = text.indexOf(phrase.text());
      if (at >= 0) {
        split(text.substring(0, at), i + 1, out);
        out.add(phrase.id());
        split(text.substring(at + phrase.text().length()), i, out);
        return;
      }
    }
    Matcher matcher = PRE_TOKENS.matcher(text);
    while (matcher.find()) {
      Integer word = words.get(matcher.group());
      if (word != null) {
        out.add(word);
      } else {
        for (byte b : matcher.group().getBytes(StandardCharsets.UTF_8)) {
          out.add(b & 0xFF);
        }
      }
    }
  }

  /// The text of token ids, control tokens by name.
  public String text(int... ids) {
    byte[] all = new byte[0];
    for (int id : ids) {
      byte[] piece =
          id < 256
              ? new byte[] {(byte) id}
              : tokens.get(id).text().getBytes(StandardCharsets.UTF_8);
      int at = all.length;
      all = Arrays.copyOf(all, at + piece.length);
      System.arraycopy(piece, 0, all, at, piece.length);
    }
    return new String(all, StandardCharsets.UTF_8);
  }

  /// The prefix for a prompt, as the chat template renders it.
  ///
  /// @param thinking false closes the thinking before it begins
  public int[] prefix(String prompt, boolean thinking) {
    Phrases p = phrases;
    int[] content = tokenize("\n" + prompt);
    int[] head =
        thinking
            ? new int[] {p.end(), '\n', p.assistant(), '\n'}
            : new int[] {
              p.end(), '\n', p.assistant(), '\n', p.think(), p.blankLine(), p.close(), p.blankLine()
            };
    int[] out = new int[1 + content.length + head.length];
    out[0] = p.user();
    System.arraycopy(content, 0, out, 1, content.length);
    System.arraycopy(head, 0, out, 1 + content.length, head.length);
    return out;
  }
}
