package org.foregone.dialogue.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Templates that mean harm end in an error, soon and without filling the memory.
class SandboxTests {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 15, 10, 20, 30);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% for x in range(100001) %}{% endfor %}",
        "{% for x in range(99999) %}{% for y in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 'a' * 10 ** 9 }}",
        "{{ [1] * 10 ** 9 }}",
        "{{ 'a'.center(999999999) }}",
        "{{ 'a' | center(999999999) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '{:999999999}'.format(1) }}",
        "{{ 'a' | indent(999999999) }}",
        "{{ [1] | tojson(indent=999999999) }}",
        "{{ [1] | batch(999999999, 0) | list }}",
        "{{ [1] | slice(999999999) | list }}",
        "{{ 10 ** 10000000 }}",
        "{% set n = namespace(x=3) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}",
        "{% set n = namespace(a=[]) %}{% for i in range(99) %}{% set n.a = [n.a, n.a] %}{% endfor %}"
            + "{{ n.a }}",
        "{% set n = namespace(a=[], b=[]) %}{% for i in range(60) %}{% set n.a = [n.a, n.a] %}"
            + "{% set n.b = [n.b, n.b] %}{% endfor %}{{ n.a == n.b }}",
        "{% set n = namespace(a=[]) %}{% for i in range(99999) %}{% set n.a = [n.a] %}{% endfor %}"
            + "{{ n.a | tojson }}",
        "{% set n = namespace(s='a') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
        "{% set n = namespace(s='aa') %}{% for i in range(99) %}"
            + "{% set n.s = n.s.replace('a', n.s) %}{% endfor %}",
        "{{ [].append(1) }}",
        "{{ {}.update({}) }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ messages.getClass() }}"
      })
  void harmEndsInAnError(String source) {
    Template template = Template.parse(source);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> template.render(Map.of("messages", List.of()), NOW))
                .isInstanceOf(TemplateException.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "{", "not ", "-", "1 if ", "x["})
  void deepNestingOfExpressionsIsRefused(String open) {
    assertThatThrownBy(() -> Template.parse("{{ " + open.repeat(100_000) + " }}"))
        .isInstanceOf(TemplateException.class);
  }

  @Test
  void deepNestingOfTagsIsRefused() {
    assertThatThrownBy(
            () -> Template.parse("{% if a %}".repeat(10_000) + "{% endif %}".repeat(10_000)))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("levels deep");
  }

  @Test
  void recursionThatEndsIsFine() {
    Template template =
        Template.parse("{% macro m(n) %}{{ m(n - 1) if n }}.{% endmacro %}{{ m(100) }}");
    assertThat(template.render(Map.of(), NOW)).isEqualTo(".".repeat(101));
  }
}
