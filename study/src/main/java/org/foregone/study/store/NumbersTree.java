package org.foregone.study.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.foregone.statistics.Estimate;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Trees of numbers as JSON: nested maps and lists whose leaves are [Estimate]s, counts or texts.
public final class NumbersTree {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private NumbersTree() {}

  /// The text of a file; what is not a number is `null`.
  public static String json(Map<String, Object> root) {
    return JSON.writeValueAsString(plain(root)) + "\n";
  }

  /// The tree with its estimates as maps, for other writers of JSON.
  public static Object plain(Object node) {
    return switch (node) {
      case Estimate e -> {
        Map<String, Object> leaf = new LinkedHashMap<>();
        leaf.put("estimate", plain(e.estimate()));
        leaf.put("low", plain(e.low()));
        leaf.put("high", plain(e.high()));
        leaf.put("n", e.n());
        leaf.put("clusters", e.clusters());
        leaf.put("method", e.method());
        yield leaf;
      }
      case Map<?, ?> map -> {
        Map<String, Object> children = new LinkedHashMap<>();
        map.forEach((key, child) -> children.put(String.valueOf(key), plain(child)));
        yield children;
      }
      case List<?> list -> list.stream().map(NumbersTree::plain).toList();
      case Double d when d.isNaN() -> JSON.nullNode();
      default -> node;
    };
  }
}
