package org.foregone.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foregone.dialogue.Conversation;
import org.foregone.dialogue.Message;
import org.foregone.dialogue.Mode;
import org.foregone.dialogue.ReasoningFormat;
import org.foregone.dialogue.ReasoningFormats;
import org.foregone.dialogue.RenderedPrompt;
import org.foregone.dialogue.Renderer;
import org.foregone.dialogue.Span;
import org.foregone.dialogue.Vocabulary;
import org.foregone.dialogue.Vocabulary.Kind;
import org.foregone.fixtures.Fixtures;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Conversations over the real tokenizers of the oracle models: ids equal to transformers' where
/// content holds no markers, and no special token out of any content.
@Tag("fixtures")
class ConversationFixtureTests {

  @TestFactory
  Stream<DynamicTest> everyOracleModel() throws Exception {
    List<Path> folders;
    try (Stream<Path> all = Files.list(Fixtures.require("oracle"))) {
      folders = all.filter(f -> Files.exists(f.resolve("manifest.json"))).sorted().toList();
    }
    return folders.stream()
        .map(f -> DynamicTest.dynamicTest(String.valueOf(f.getFileName()), () -> check(f)));
  }

  private static void check(Path folder) {
    JsonNode cases =
        JsonMapper.shared().readTree(folder.resolve("manifest.json")).path("chat").path("cases");
    assertThat(cases.size()).isPositive();
    try (LocalModel model = LocalModel.open(folder.resolve("model.gguf"))) {
      for (JsonNode golden : cases) {
        idsAreTransformers(golden, model.vocabulary());
      }
      contentIsNeverControl(cases.get(0), model.vocabulary());
    }
  }

  private static Conversation conversation(JsonNode golden, Vocabulary vocabulary) {
    Renderer template = template(golden);
    ReasoningFormat format =
        ReasoningFormats.detect(golden.path("text").asString(), template, vocabulary);
    return new Conversation(
        template,
        format,
        vocabulary,
        Conversation.Options.at(LocalDateTime.of(2026, 1, 15, 10, 20, 30)));
  }

  /// The golden text with other contents in the places of its own.
  private static Renderer template(JsonNode golden) {
    return (messages, kwargs, now) -> {
      String rest = golden.path("text").asString();
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < Math.min(messages.size(), golden.path("messages").size()); i++) {
        String content = golden.path("messages").get(i).path("content").asString();
        int at = rest.indexOf(content);
        text.append(rest, 0, at).append(messages.get(i).get("content"));
        rest = rest.substring(at + content.length());
      }
      return text.append(rest).toString();
    };
  }

  private static List<Message> messages(JsonNode golden) {
    return golden.path("messages").values().stream()
        .map(m -> new Message(m.path("role").asString(), m.path("content").asString()))
        .toList();
  }

  private static void idsAreTransformers(JsonNode golden, Vocabulary vocabulary) {
    Mode mode =
        golden.path("context").path("enable_thinking").asBoolean(true) ? Mode.THINK : Mode.NO_THINK;
    RenderedPrompt prompt = conversation(golden, vocabulary).prompt(messages(golden), mode);
    assertThat(prompt.text()).isEqualTo(golden.path("text").asString());
    assertThat(IntStream.of(prompt.tokens()).boxed().toList())
        .isEqualTo(golden.path("parse_special").values().stream().map(JsonNode::asInt).toList());
  }

  private static void contentIsNeverControl(JsonNode golden, Vocabulary vocabulary) {
    Conversation conversation = conversation(golden, vocabulary);
    List<String> fragments =
        new ArrayList<>(
            List.of(
                "<", ">", "/", "think", "|", "im_end", "\n", " ", "🌍", "\u0000", "é", "Hello"));
    IntStream.range(0, vocabulary.size())
        .filter(t -> isSpecial(vocabulary, t))
        .mapToObj(t -> new String(vocabulary.bytes(t), UTF_8))
        .forEach(fragments::add);
    List<Integer> templates =
        specials(vocabulary, conversation.prompt(messages(golden), Mode.THINK).tokens());
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      String content =
          random
              .ints(random.nextInt(25), 0, fragments.size())
              .mapToObj(fragments::get)
              .collect(Collectors.joining());
      RenderedPrompt prompt = conversation.prompt(List.of(Message.user(content)), Mode.THINK);
      assertThat(specials(vocabulary, prompt.tokens())).as(content).isEqualTo(templates);
      Span all = new Span(0, prompt.tokens().length);
      assertThat(conversation.text(prompt.tokens(), all)).isEqualTo(prompt.text());
      assertThat(conversation.text(prompt.tokens(), prompt.userContent()))
          .contains(content.strip());
    }
  }

  private static boolean isSpecial(Vocabulary vocabulary, int token) {
    return vocabulary.kind(token) == Kind.CONTROL || vocabulary.kind(token) == Kind.USER_DEFINED;
  }

  private static List<Integer> specials(Vocabulary vocabulary, int[] tokens) {
    return IntStream.of(tokens).filter(t -> isSpecial(vocabulary, t)).boxed().toList();
  }
}
