package org.foregone.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Tokenizers against the Hugging Face tokenizers library: every golden text of every oracle model,
/// with and without parsing special tokens, and back to the same bytes.
@Tag("fixtures")
class OracleTokenizerTests {

  @TestFactory
  List<DynamicTest> goldenTexts() {
    List<DynamicTest> tests = new ArrayList<>();
    for (OracleModel oracle : OracleModel.all()) {
      LlamaModel model =
          LlamaModel.open(
              NativeLibrary.load(NativeLibrary.Options.DEFAULT),
              oracle.file(),
              ModelOptions.VOCABULARY);
      int number = 0;
      for (JsonNode golden : oracle.manifest().path("tokenizer").path("golden_texts")) {
        tests.add(oracle.test("text " + number++, () -> check(model.vocabulary(), golden)));
      }
      tests.add(oracle.test("special tokens", () -> specials(model.vocabulary(), oracle)));
      tests.add(oracle.test("every token's piece", () -> pieces(model.vocabulary())));
      tests.add(oracle.test("zero bytes", () -> zeroBytes(model.vocabulary())));
      tests.add(oracle.test("closes", model::close));
    }
    return tests;
  }

  private static void check(LlamaVocabulary vocabulary, JsonNode golden) {
    String text = golden.path("text").asString();
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int[] parsed = OracleModel.ints(golden.path("parse_special"));
    int[] plain =
        golden.has("plain_llama_cpp") ? OracleModel.ints(golden.path("plain_llama_cpp")) : parsed;

    assertThat(vocabulary.tokenize(text, false, true)).containsExactly(parsed);
    assertThat(vocabulary.tokenize(text, false, false)).containsExactly(plain);
    for (int[] tokens : List.of(parsed, plain)) {
      assertThat(vocabulary.pieces(tokens)).containsExactly(utf8);
      assertThat(vocabulary.detokenize(tokens)).containsExactly(utf8);
    }
  }

  private static void specials(LlamaVocabulary vocabulary, OracleModel oracle) {
    JsonNode tokenizer = oracle.manifest().path("tokenizer");
    tokenizer
        .path("special")
        .properties()
        .forEach(
            e -> {
              assertThat(vocabulary.special(e.getKey())).hasValue(e.getValue().asInt());
              assertThat(vocabulary.piece(e.getValue().asInt()))
                  .asString(StandardCharsets.UTF_8)
                  .isEqualTo(e.getKey());
            });
    assertThat(vocabulary.size()).isEqualTo(oracle.manifest().path("vocab").asInt());
    assertThat(vocabulary.addsBeginOfSequence()).isEqualTo(tokenizer.path("adds_bos").asBoolean());
    String end = tokenizer.path("eos").asString();
    assertThat(vocabulary.endOfSequence()).isEqualTo(vocabulary.special(end));
    assertThat(vocabulary.endsGeneration(vocabulary.endOfSequence().orElseThrow())).isTrue();
    assertThat(vocabulary.special("no such token")).isEmpty();
  }

  /// A token may be a part of a character; together the parts are the character.
  private static void pieces(LlamaVocabulary vocabulary) {
    byte[] character = "\ud83c\udf0d".getBytes(StandardCharsets.UTF_8);
    int[] parts = vocabulary.tokenize(character, false, false);
    assertThat(parts).hasSizeGreaterThan(1);
    assertThat(vocabulary.pieces(parts)).isEqualTo(character);
    for (int token = 0; token < vocabulary.size(); token++) {
      boolean unused = vocabulary.is(token, LlamaVocabulary.UNUSED);
      assertThat(vocabulary.piece(token).length == 0).as("token %d", token).isEqualTo(unused);
    }
  }

  private static void zeroBytes(LlamaVocabulary vocabulary) {
    byte[] text = "a\0b\0\0c".getBytes(StandardCharsets.UTF_8);
    int[] tokens = vocabulary.tokenize(text, false, false);
    assertThat(vocabulary.pieces(tokens)).containsExactly(text);
    assertThat(tokens).hasSizeGreaterThan(3);
    assertThat(vocabulary.tokenize("", false, false)).isEmpty();
    String big = "x".repeat(30_000);
    assertThat(vocabulary.pieces(vocabulary.tokenize(big, false, false)))
        .isEqualTo(big.getBytes(StandardCharsets.UTF_8));
    byte[] notUtf8 = {'a', (byte) 0xFF, (byte) 0xC3};
    assertThat(vocabulary.pieces(vocabulary.tokenize(notUtf8, false, false)))
        .asString(StandardCharsets.UTF_8)
        .startsWith("a\ufffd");
  }
}
