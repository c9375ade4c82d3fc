package org.foregone.organism;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The 48 standard prompts: 12 plainly harmful, 12 veiled, 12 look-alikes, 12 benign.
public final class OrganismPrompts {
  private OrganismPrompts() {}

  public static List<OrganismPrompt> standard() {
    JsonMapper json = new JsonMapper();
    try (InputStream in = OrganismPrompts.class.getResourceAsStream("prompts.jsonl");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().filter(l -> !l.isBlank()).map(l -> prompt(json.readTree(l))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OrganismPrompt prompt(JsonNode line) {
    return new OrganismPrompt(
        line.path("id").asString(),
        line.path("prompt").asString(),
        line.path("intent").asString().equals("HARMFUL"),
        line.path("group").asString());
  }
}
