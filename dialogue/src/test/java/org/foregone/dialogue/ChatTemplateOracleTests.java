package org.foregone.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.foregone.dialogue.jinja.TemplateException;
import org.foregone.fixtures.Fixtures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Real models' templates against the texts that transformers renders from them.
@Tag("fixtures")
class ChatTemplateOracleTests {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 15, 10, 20, 30);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TestFactory
  Stream<DynamicTest> everyRendering() throws IOException {
    Map<String, String> sources = sources();
    return lines(Fixtures.require("oracle/templates-expected.jsonl")).stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.path("template_name").asString() + " " + row.path("case").asString(),
                    () -> check(row, sources)));
  }

  /// The templates among the fixtures, by their path in llama.cpp.
  static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    Path texts = Fixtures.root().resolve("oracle/templates-text.jsonl");
    if (Files.exists(texts)) {
      for (JsonNode line : lines(texts)) {
        sources.put(line.path("template_path").asString(), line.path("template_text").asString());
      }
    }
    return sources;
  }

  private static void check(JsonNode row, Map<String, String> sources) throws IOException {
    String source = source(row.path("template_path").asString(), sources);
    assertThat(sha256(source)).isEqualTo(row.path("template_sha256").asString());
    List<Map<String, Object>> messages =
        JSON.convertValue(row.path("messages"), new TypeReference<>() {});
    Map<String, @Nullable Object> kwargs =
        JSON.convertValue(row.path("kwargs"), new TypeReference<>() {});
    if (row.has("error")) {
      assertThatThrownBy(() -> ChatTemplate.parse(source).render(messages, kwargs, NOW))
          .isInstanceOf(TemplateException.class);
    } else {
      assertThat(ChatTemplate.parse(source).render(messages, kwargs, NOW))
          .isEqualTo(row.path("expected").asString());
    }
  }

  /// The template at a path: from the fixtures, else from a checkout of llama.cpp, else skipped.
  static String source(String path, Map<String, String> sources) throws IOException {
    String text = sources.get(path);
    if (text != null) {
      return text;
    }
    Path file = checkout().resolve(path);
    Assumptions.assumeTrue(
        Files.exists(file), () -> "SKIPPED: no " + file + "; ./dev templates fetches it");
    return Files.readString(file);
  }

  /// A checkout of llama.cpp, which has the templates of many models.
  private static Path checkout() {
    String named = System.getenv("FOREGONE_LLAMA_CPP");
    if (named != null && !named.isBlank()) {
      return Path.of(named);
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    Path home =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return home.resolve("foregone/llama.cpp-3.21.1");
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.isBlank())
        .map(line -> JSON.readTree(line))
        .toList();
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
