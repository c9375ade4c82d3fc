package org.foregone.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.foregone.llama.internal.Libllama;
import org.foregone.llama.internal.Native;

/// A model's tokenizer. Token ids are `0 .. size() - 1`. May be used from any thread while its
/// model is open.
public final class LlamaVocabulary {
  /// Attribute bits of a token (`enum llama_token_attr`).
  public static final int UNKNOWN = 1;

  public static final int UNUSED = 1 << 1;
  public static final int NORMAL = 1 << 2;
  public static final int CONTROL = 1 << 3;
  public static final int USER_DEFINED = 1 << 4;
  public static final int BYTE = 1 << 5;

  private final Libllama llama;
  private final MemorySegment handle;
  private final int size;
  private final Map<String, Integer> special;

  LlamaVocabulary(Libllama llama, MemorySegment handle) {
    this.llama = llama;
    this.handle = handle;
    this.size = Native.get(() -> (int) llama.vocabNTokens.invokeExact(handle));
    this.special = new HashMap<>();
    for (int token = size - 1; token >= 0; token--) { // of two with one text the first counts
      if ((attributes(token) & (CONTROL | USER_DEFINED)) != 0) {
        special.put(text(token), token);
      }
    }
  }

  /// Number of token ids, padding included: the width of a logits row.
  public int size() {
    return size;
  }

  /// The tokens of a text.
  ///
  /// @param addSpecial add BOS or EOS where the model's settings say so
  /// @param parseSpecial turn CONTROL tokens spelled out in the text into those tokens;
  ///     USER_DEFINED
  ///     ones are parsed either way
  public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
    return tokenize(text.getBytes(StandardCharsets.UTF_8), addSpecial, parseSpecial);
  }

  /// The tokens of UTF-8 bytes, which may contain zero bytes. What is not UTF-8 becomes U+FFFD.
  public int[] tokenize(byte[] utf8, boolean addSpecial, boolean parseSpecial) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(Math.max(1, utf8.length));
      MemorySegment.copy(utf8, 0, text, JAVA_BYTE, 0, utf8.length);
      for (int room = utf8.length + 8; ; ) {
        int capacity = room;
        MemorySegment tokens = arena.allocate(JAVA_INT, capacity);
        int count =
            Native.get(
                () ->
                    (int)
                        llama.tokenize.invokeExact(
                            handle, text, utf8.length, tokens, capacity, addSpecial, parseSpecial));
        if (count >= 0) {
          return tokens.asSlice(0, 4L * count).toArray(JAVA_INT);
        }
        if (count == Integer.MIN_VALUE) {
          throw new LlamaException("a text of " + utf8.length + " bytes is too long to tokenize");
        }
        room = -count;
      }
    }
  }

  /// The bytes that a token stands for: for a control token its name, for a part of a UTF-8
  /// character just that part, for padding nothing.
  public byte[] piece(int token) {
    check(token);
    try (Arena arena = Arena.ofConfined()) {
      for (int room = 64; ; ) {
        int capacity = room;
        MemorySegment buffer = arena.allocate(capacity);
        int length =
            Native.get(
                () ->
                    (int) llama.tokenToPiece.invokeExact(handle, token, buffer, capacity, 0, true));
        if (length >= 0) {
          return buffer.asSlice(0, length).toArray(JAVA_BYTE);
        }
        room = -length;
      }
    }
  }

  /// The pieces of some tokens, one after the other: what they stand for, byte for byte.
  public byte[] pieces(int[] tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      bytes.writeBytes(piece(token));
    }
    return bytes.toByteArray();
  }

  /// The text of some tokens as the library detokenizes them: as [#pieces], but a space that the
  /// tokenizer put before the text is taken away again.
  public byte[] detokenize(int[] tokens) {
    for (int token : tokens) {
      check(token);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ids = arena.allocateFrom(JAVA_INT, tokens);
      for (int room = 16 + 8 * tokens.length; ; ) {
        int capacity = room;
        MemorySegment buffer = arena.allocate(capacity);
        int length =
            Native.get(
                () ->
                    (int)
                        llama.detokenize.invokeExact(
                            handle, ids, tokens.length, buffer, capacity, false, true));
        if (length >= 0) {
          return buffer.asSlice(0, length).toArray(JAVA_BYTE);
        }
        room = -length;
      }
    }
  }

  /// The token as it is written in the vocabulary (for byte-level tokenizers not yet bytes).
  public String text(int token) {
    check(token);
    return Native.string(
        Native.get(() -> (MemorySegment) llama.vocabGetText.invokeExact(handle, token)));
  }

  /// The attribute bits of a token: [#NORMAL], [#CONTROL], ...
  public int attributes(int token) {
    check(token);
    return Native.get(() -> (int) llama.vocabGetAttr.invokeExact(handle, token));
  }

  /// Whether a token has an attribute.
  public boolean is(int token, int attribute) {
    return (attributes(token) & attribute) != 0;
  }

  /// Whether generating this token ends the turn.
  public boolean endsGeneration(int token) {
    check(token);
    return Native.get(() -> (boolean) llama.vocabIsEog.invokeExact(handle, token));
  }

  /// The CONTROL or USER_DEFINED token with exactly this text.
  public OptionalInt special(String text) {
    Integer token = special.get(text);
    return token == null ? OptionalInt.empty() : OptionalInt.of(token);
  }

  /// The token that begins a sequence.
  public OptionalInt beginOfSequence() {
    return optional(Native.get(() -> (int) llama.vocabBos.invokeExact(handle)));
  }

  /// The token that ends a sequence.
  public OptionalInt endOfSequence() {
    return optional(Native.get(() -> (int) llama.vocabEos.invokeExact(handle)));
  }

  /// Whether the model expects BOS before the text (false where the chat template writes it).
  public boolean addsBeginOfSequence() {
    return Native.get(() -> (boolean) llama.vocabGetAddBos.invokeExact(handle));
  }

  private static OptionalInt optional(int token) {
    return token < 0 ? OptionalInt.empty() : OptionalInt.of(token);
  }

  private void check(int token) {
    if (token < 0 || token >= size) {
      throw new IllegalArgumentException(
          "token " + token + " is not in the vocabulary (0.." + (size - 1) + ")");
    }
  }

  MemorySegment handle() {
    return handle;
  }
}
