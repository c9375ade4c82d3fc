package org.foregone.dialogue.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Python's semantics: each line of jinja2.jsonl is what jinja2 3.1.6, set up as transformers does,
/// made of a template, or the error it raised.
class TemplateTests {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 15, 10, 20, 30);
  private static final Map<String, Object> CONTEXT =
      Map.of(
          "messages",
          List.of(
              Map.of("role", "user", "content", "hi"),
              Map.of("role", "assistant", "content", List.of("p"))));

  @TestFactory
  Stream<DynamicTest> asJinja2() throws IOException {
    JsonMapper json = JsonMapper.builder().build();
    List<DynamicTest> tests = new ArrayList<>();
    try (InputStream lines =
        Objects.requireNonNull(TemplateTests.class.getResourceAsStream("jinja2.jsonl"))) {
      new String(lines.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(
              line -> {
                JsonNode row = json.readTree(line);
                String template = row.path("template").asString();
                tests.add(DynamicTest.dynamicTest(template, () -> check(template, row)));
              });
    }
    return tests.stream();
  }

  private static void check(String template, JsonNode row) {
    if (row.has("error")) {
      assertThatThrownBy(() -> Template.parse(template).render(CONTEXT, NOW))
          .isInstanceOf(TemplateException.class);
    } else {
      assertThat(Template.parse(template).render(CONTEXT, NOW))
          .isEqualTo(row.path("expected").asString());
    }
  }

  @Test
  void errorsSayWhere() {
    Template template = Template.parse("a\n{% if true %}\n  {{ nothing.here }}\n{% endif %}");
    assertThatThrownBy(() -> template.render(Map.of(), NOW))
        .isInstanceOfSatisfying(TemplateException.class, e -> assertThat(e.line()).isEqualTo(3))
        .hasMessageContaining("line 3, column 3: 'nothing' is undefined")
        .hasMessageContaining("{{ nothing.here }}");
  }

  @Test
  void aContextOfOtherObjectsIsRefused() {
    Template template = Template.parse("{{ x }}");
    assertThatThrownBy(() -> template.render(Map.of("x", new Object()), NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Object");
  }
}
