package org.foregone.dialogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What is seen in real models' templates: the format, and how the prompt ends in both modes.
class ReasoningTemplatesTests {
  /// @param file of llama.cpp's `models/templates`
  /// @param think how the prompt ends with thinking
  /// @param noThink how it ends without
  private record Row(String file, String format, String think, String noThink) {}

  private static final String EMPTY = "<think>\n\n</think>\n\n";

  private static final List<Row> ROWS =
      List.of(
          new Row(
              "Qwen-Qwen3-0.6B",
              "think-tags",
              "<|im_start|>assistant\n",
              "<|im_start|>assistant\n" + EMPTY),
          new Row(
              "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B",
              "think-tags-opened",
              "Hello<｜Assistant｜><think>\n",
              "Hello<｜Assistant｜>" + EMPTY),
          new Row(
              "deepseek-ai-DeepSeek-R1-Distill-Llama-8B",
              "think-tags-opened",
              "Hello<｜Assistant｜><think>\n",
              "Hello<｜Assistant｜>" + EMPTY),
          new Row(
              "llama-cpp-deepseek-r1",
              "think-tags-opened",
              "<｜Assistant｜><think>\n",
              "<｜Assistant｜>" + EMPTY),
          new Row(
              "openai-gpt-oss-120b",
              "harmony",
              "<|start|>assistant",
              "<|start|>assistant<|channel|>analysis<|message|>"
                  + "<|end|><|start|>assistant<|channel|>final<|message|>"),
          new Row(
              "Qwen-QwQ-32B",
              "think-tags-opened",
              "<|im_start|>assistant\n<think>\n",
              "<|im_start|>assistant\n" + EMPTY),
          new Row(
              "HuggingFaceTB-SmolLM3-3B",
              "think-tags",
              "<|im_start|>assistant\n",
              "<|im_start|>assistant\n<think>\n\n</think>\n"),
          new Row(
              "Qwen3.5-4B",
              "think-tags-opened",
              "<|im_start|>assistant\n<think>\n",
              "<|im_start|>assistant\n" + EMPTY),
          new Row(
              "GLM-4.6",
              "think-tags",
              "Hello<|assistant|>",
              "Hello/nothink<|assistant|>\n<think></think>"),
          new Row(
              "deepseek-ai-DeepSeek-V3.1",
              "think-tags-opened",
              "Hello<｜Assistant｜><think>",
              "Hello<｜Assistant｜><think></think>"),
          new Row(
              "NVIDIA-Nemotron-3-Nano-30B-A3B-BF16",
              "think-tags-opened",
              "<|im_start|>assistant\n<think>\n",
              "<|im_start|>assistant\n<think></think>"),
          new Row(
              "mistralai-Ministral-3-14B-Reasoning-2512",
              "think-tags",
              "[INST]Hello[/INST]",
              "[INST]Hello[/INST][THINK]\n\n[/THINK]\n\n"),
          new Row(
              "ByteDance-Seed-OSS",
              "think-tags",
              "<seed:bos>assistant\n",
              "<seed:bos>assistant\n<seed:think>\n\n</seed:think>\n\n"),
          new Row(
              "Kimi-K2-Thinking",
              "think-tags",
              "<|im_assistant|>assistant<|im_middle|>",
              "<|im_assistant|>assistant<|im_middle|>" + EMPTY),
          new Row(
              "moonshotai-Kimi-K2",
              "none",
              "<|im_assistant|>assistant<|im_middle|>",
              "<|im_assistant|>assistant<|im_middle|>"),
          new Row("MiniMax-M2", "think-tags-opened", "]~b]ai\n<think>\n", "]~b]ai\n" + EMPTY),
          new Row(
              "Qwen-Qwen2.5-7B-Instruct",
              "none",
              "<|im_start|>assistant\n",
              "<|im_start|>assistant\n"),
          new Row(
              "meta-llama-Llama-3.1-8B-Instruct",
              "none",
              "assistant<|end_header_id|>\n\n",
              "assistant<|end_header_id|>\n\n"));

  @Tag("fixtures")
  @TestFactory
  Stream<DynamicTest> everyTemplate() throws IOException {
    Map<String, String> sources = ChatTemplateOracleTests.sources();
    return ROWS.stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.file,
                    () -> {
                      String path = "models/templates/" + row.file + ".jinja";
                      check(row, ChatTemplateOracleTests.source(path, sources));
                    }));
  }

  /// As published for Olmo-3-Think: the generation prompt opens the thought, without a line's end.
  @Test
  void olmo3Think() {
    check(
        new Row(
            "Olmo-3-Think",
            "think-tags-opened",
            "<|im_start|>assistant\n<think>",
            "<|im_start|>assistant\n" + EMPTY),
        """
        {%- for message in messages -%}
        {{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}
        {%- endfor -%}
        {%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n<think>' }}{%- endif -%}
        """);
  }

  /// As published for Phi-4-reasoning: a system prompt of its own speaks of the tags, and the model
  /// opens the thought behind a separator.
  @Test
  void phi4Reasoning() {
    check(
        new Row(
            "Phi-4-reasoning",
            "think-tags",
            "<|im_start|>assistant<|im_sep|>",
            "<|im_start|>assistant<|im_sep|>" + EMPTY),
        """
        <|im_start|>system<|im_sep|>You are Phi. Structure your response into two sections:
        <think> {Thought section} </think> {Solution section}.<|im_end|>
        {%- for message in messages -%}
        {%- if message['role'] == 'user' -%}
        {{ '<|im_start|>user<|im_sep|>' + message['content'] + '<|im_end|>' }}
        {%- endif -%}
        {%- endfor -%}
        {%- if add_generation_prompt -%}{{ '<|im_start|>assistant<|im_sep|>' }}{%- endif -%}
        """);
  }

  private static void check(Row row, String source) {
    ChatTemplate template = ChatTemplate.parse(source);
    SmallVocabulary vocabulary =
        source.contains("<|channel|>") ? SmallVocabulary.harmony() : new SmallVocabulary();
    ReasoningFormat format = ReasoningFormats.detect(source, template, vocabulary);
    Conversation conversation =
        new Conversation(
            template,
            format,
            vocabulary,
            Conversation.Options.at(LocalDateTime.of(2026, 1, 15, 10, 20)));
    String think = prompt(conversation, vocabulary, Mode.THINK);
    String noThink = prompt(conversation, vocabulary, Mode.NO_THINK);
    assertThat(
            new Row(
                row.file,
                format.name(),
                tail(think, row.think.length()),
                tail(noThink, row.noThink.length())))
        .isEqualTo(row);
  }

  private static String prompt(Conversation conversation, SmallVocabulary vocabulary, Mode mode) {
    List<Message> messages = List.of(Message.user("Hello"));
    return new String(vocabulary.decode(conversation.prompt(messages, mode).tokens()), UTF_8);
  }

  private static String tail(String text, int length) {
    return text.substring(Math.max(0, text.length() - length));
  }
}
