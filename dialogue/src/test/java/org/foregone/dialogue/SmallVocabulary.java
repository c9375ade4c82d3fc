package org.foregone.dialogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// A whole, if small, tokenizer: 256 byte tokens, pieces matched greedily by length, special tokens
/// found as llama.cpp finds them (USER_DEFINED in any text, CONTROL on demand), padding at the end.
final class SmallVocabulary implements Vocabulary {
  private static final int PADDING = 5;

  private final List<byte[]> bytes = new ArrayList<>();
  private final List<Kind> kinds = new ArrayList<>();
  private final Map<String, Integer> pieces = new LinkedHashMap<>();
  private final Map<String, Integer> specials = new LinkedHashMap<>();
  private final List<String> ends = new ArrayList<>();

  SmallVocabulary() {
    for (int b = 0; b < 256; b++) {
      bytes.add(new byte[] {(byte) b});
      kinds.add(Kind.NORMAL);
    }
  }

  SmallVocabulary pieces(String... texts) {
    for (String text : texts) {
      pieces.put(text, add(text, Kind.NORMAL));
    }
    return this;
  }

  SmallVocabulary special(Kind kind, String... texts) {
    for (String text : texts) {
      specials.put(text, add(text, kind));
    }
    return this;
  }

  SmallVocabulary ends(String... texts) {
    ends.addAll(List.of(texts));
    return this;
  }

  private int add(String text, Kind kind) {
    bytes.add(text.getBytes(UTF_8));
    kinds.add(kind);
    return bytes.size() - 1;
  }

  @Override
  public int size() {
    return bytes.size() + PADDING;
  }

  @Override
  public int[] tokenize(String text, boolean parseSpecial) {
    List<Integer> tokens = new ArrayList<>();
    int plainFrom = 0;
    int at = 0;
    while (at < text.length()) {
      String special = longestSpecial(text, at, parseSpecial);
      if (special.isEmpty()) {
        at++;
      } else {
        plain(text.substring(plainFrom, at), tokens);
        tokens.add(specials.get(special));
        at += special.length();
        plainFrom = at;
      }
    }
    plain(text.substring(plainFrom), tokens);
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  private String longestSpecial(String text, int at, boolean parseSpecial) {
    String longest = "";
    for (Map.Entry<String, Integer> special : specials.entrySet()) {
      String spelled = special.getKey();
      boolean parsed = parseSpecial || kinds.get(special.getValue()) == Kind.USER_DEFINED;
      if (parsed && spelled.length() > longest.length() && text.startsWith(spelled, at)) {
        longest = spelled;
      }
    }
    return longest;
  }

  private void plain(String text, List<Integer> tokens) {
    int at = 0;
    while (at < text.length()) {
      String longest = "";
      for (String piece : pieces.keySet()) {
        if (piece.length() > longest.length() && text.startsWith(piece, at)) {
          longest = piece;
        }
      }
      if (longest.isEmpty()) {
        String one = Character.toString(text.codePointAt(at));
        for (byte b : one.getBytes(UTF_8)) {
          tokens.add(b & 0xff);
        }
        at += one.length();
      } else {
        tokens.add(pieces.get(longest));
        at += longest.length();
      }
    }
  }

  @Override
  public byte[] bytes(int token) {
    return token < bytes.size() ? bytes.get(token) : new byte[0];
  }

  @Override
  public Kind kind(int token) {
    return token < kinds.size() ? kinds.get(token) : Kind.UNUSED;
  }

  @Override
  public OptionalInt special(String text) {
    Integer token = specials.get(text);
    return token == null ? OptionalInt.empty() : OptionalInt.of(token);
  }

  @Override
  public boolean endsGeneration(int token) {
    return ends.stream().anyMatch(end -> special(end).orElseThrow() == token);
  }

  @Override
  public OptionalInt beginOfSequence() {
    return special("<s>");
  }

  @Override
  public OptionalInt endOfSequence() {
    return ends.isEmpty() ? OptionalInt.empty() : special(ends.getFirst());
  }

  @Override
  public boolean addsBeginOfSequence() {
    return false;
  }

  /// All bytes of some tokens.
  byte[] decode(int... tokens) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(tokens).forEach(t -> all.writeBytes(bytes(t)));
    return all.toByteArray();
  }

  /// Tokens from texts that must each be one token.
  int[] tokens(String... texts) {
    return Arrays.stream(texts)
        .flatMapToInt(
            text -> {
              int[] tokens = tokenize(text, true);
              if (tokens.length != 1) {
                throw new IllegalArgumentException("not one token: " + text);
              }
              return IntStream.of(tokens);
            })
        .toArray();
  }

  /// ChatML with single think tokens, as in Qwen3.
  static SmallVocabulary qwen() {
    return new SmallVocabulary()
        .pieces("\n\n", " the", "Okay", "Sure", "No", ".\n\n", "user", "assistant", "</", "think")
        .pieces(">\n\n", " Hello", "Hello", "<|", "|>", "im", "end")
        .special(Kind.CONTROL, "<|im_start|>", "<|im_end|>", "<|endoftext|>")
        .special(Kind.USER_DEFINED, "<think>", "</think>", "<tool_call>", "   ", "can't help")
        .ends("<|im_end|>", "<|endoftext|>");
  }

  /// DeepSeek's R1 distills.
  static SmallVocabulary deepseek() {
    return new SmallVocabulary()
        .pieces("\n\n", "Okay", "Sure", "Hello")
        .special(Kind.CONTROL, "<s>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>")
        .special(Kind.USER_DEFINED, "<think>", "</think>")
        .ends("<｜end▁of▁sentence｜>");
  }

  /// Think tags as ordinary text of several tokens, as in Olmo-3-Think.
  static SmallVocabulary olmo() {
    return new SmallVocabulary()
        .pieces("\n\n", "Okay", "Sure", "<th", "ink", "</", "think", ">\n\n", ".</", " x</", "</th")
        .special(Kind.CONTROL, "<|im_start|>", "<|im_end|>", "<|endoftext|>")
        .ends("<|im_end|>", "<|endoftext|>");
  }

  static SmallVocabulary harmony() {
    return new SmallVocabulary()
        .pieces("assistant", "analysis", "final", "comment", "ary", "Okay", "Sure", "\n\n", " to")
        .pieces("=functions.f", " code", "user", "Hello", "end")
        .special(Kind.CONTROL, "<|return|>", "<|call|>", "<|constrain|>")
        .special(Kind.USER_DEFINED, "<|start|>", "<|end|>", "<|message|>", "<|channel|>")
        .ends("<|return|>", "<|call|>");
  }
}
