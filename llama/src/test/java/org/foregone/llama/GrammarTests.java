package org.foregone.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Grammars: what they allow is all that is sampled, and what would end the process is an error.
@Tag("fixtures")
class GrammarTests {
  private static final String YES_OR_NO = "root ::= \"yes\" | \"no\"";

  private interface Body {
    void run(LlamaModel model, LlamaContext context);
  }

  @TestFactory
  List<DynamicTest> constrainsTheText() {
    return each(
        "yes or no",
        (model, context) -> {
          Set<String> seen = new TreeSet<>();
          SamplerSettings settings = SamplerSettings.of(50, 1, 0, 0).withGrammar(YES_OR_NO);
          try (SamplerChain chain = SamplerChain.of(model, settings)) {
            for (int seed = 0; seed < 40; seed++) {
              seen.add(generate(model, context, chain, seed));
              chain.reset();
            }
          }
          assertThat(seen).containsExactly("no", "yes");
        });
  }

  @TestFactory
  List<DynamicTest> worksWithPartsOfCharacters() {
    return each(
        "a character of several tokens",
        (model, context) -> {
          String text = "\u4f60\ud83c\udf0d";
          SamplerSettings settings =
              SamplerSettings.greedy().withGrammar("root ::= \"" + text + "\"");
          try (SamplerChain chain = SamplerChain.of(model, settings)) {
            assertThat(generate(model, context, chain, 0)).isEqualTo(text);
          }
        });
  }

  @TestFactory
  List<DynamicTest> errors() {
    return each(
        "errors",
        (model, context) -> {
          LlamaVocabulary vocabulary = model.vocabulary();
          int end = vocabulary.endOfSequence().orElseThrow();
          int no = vocabulary.tokenize("n", false, false)[0];
          int other = vocabulary.tokenize("x", false, false)[0];
          SamplerSettings settings = SamplerSettings.greedy().withGrammar(YES_OR_NO);
          try (SamplerChain chain = SamplerChain.of(model, settings)) {
            for (int forbidden : new int[] {end, other}) {
              assertThatThrownBy(() -> chain.accept(forbidden))
                  .isInstanceOf(LlamaException.class)
                  .hasMessage("the grammar does not allow token " + forbidden + " here");
            }
            chain.accept(no);
            assertThatThrownBy(() -> chain.accept(no)).isInstanceOf(LlamaException.class);
          }

          Map<Integer, Float> ban = new HashMap<>();
          for (int token = 0; token < vocabulary.size(); token++) {
            if (!vocabulary.endsGeneration(token)) {
              ban.put(token, Float.NEGATIVE_INFINITY);
            }
          }
          try (SamplerChain chain = SamplerChain.of(model, settings.withBias(ban))) {
            assertThatThrownBy(() -> generate(model, context, chain, 0))
                .isInstanceOf(LlamaException.class)
                .hasMessage(
                    "no token can be sampled: the grammar allows none of the vocabulary here");
          }

          for (String broken : List.of("root ::= (", "start ::= \"a\"", "root ::= root \"a\"")) {
            assertThatThrownBy(
                    () -> SamplerChain.of(model, SamplerSettings.greedy().withGrammar(broken)))
                .isInstanceOf(LlamaException.class)
                .hasMessageStartingWith("the grammar does not parse")
                .hasMessageEndingWith("\nhint: it must be GBNF and define the rule `root`");
          }
        });
  }

  /// Samples until the end of generation; the text before it.
  private static String generate(
      LlamaModel model, LlamaContext context, SamplerChain chain, int seed) {
    int[] prompt = model.vocabulary().tokenize("Answer:", false, false);
    context.clear();
    try (Batch batch = new Batch(prompt.length)) {
      int row = Greedy.prefill(context, batch, prompt);
      int[] text = new int[32];
      int length = 0;
      while (length < text.length) {
        int token = chain.sample(context, row, 1000 * seed + length);
        if (model.vocabulary().endsGeneration(token)) {
          break;
        }
        text[length] = token;
        batch.clear();
        row = batch.add(token, prompt.length + length++, 0, true);
        context.decode(batch);
      }
      byte[] bytes = model.vocabulary().pieces(Arrays.copyOf(text, length));
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static List<DynamicTest> each(String name, Body body) {
    return OracleModel.all().stream()
        .map(
            oracle ->
                oracle.test(
                    name,
                    () -> {
                      try (LlamaModel model = oracle.open();
                          LlamaContext context =
                              model.context(ContextOptions.of(256).withThreads(1, 1))) {
                        body.run(model, context);
                      }
                    }))
        .toList();
  }
}
