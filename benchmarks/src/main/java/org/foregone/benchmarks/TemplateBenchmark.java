package org.foregone.benchmarks;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.foregone.dialogue.ChatTemplate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Rendering a prompt through a ChatML template with a thinking switch: once a prompt and mode.
///
/// Run: `./dev bench TemplateBenchmark`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TemplateBenchmark {
  private static final String SOURCE =
      """
      {%- for message in messages %}
      {{- '<|im_start|>' + message.role + '\\n' + message.content | trim + '<|im_end|>\\n' }}
      {%- endfor %}
      {%- if add_generation_prompt %}
      {{- '<|im_start|>assistant\\n' }}
      {%- if enable_thinking is defined and not enable_thinking %}
      {{- '<think>\\n\\n</think>\\n\\n' }}
      {%- endif %}
      {%- endif %}
      """;

  private final ChatTemplate template = ChatTemplate.parse(SOURCE);
  private final LocalDateTime now = LocalDateTime.of(2026, 1, 15, 10, 20, 30);
  private final List<Map<String, Object>> messages =
      List.of(
          Map.of("role", "system", "content", "Be brief."),
          Map.of("role", "user", "content", "How can I kill a Python process? ".repeat(20)));

  @Benchmark
  public ChatTemplate parse() {
    return ChatTemplate.parse(SOURCE);
  }

  @Benchmark
  public String render() {
    return template.render(
        messages, Map.of("add_generation_prompt", true, "enable_thinking", false), now);
  }
}
