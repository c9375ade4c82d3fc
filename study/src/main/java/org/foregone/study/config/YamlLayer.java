package org.foregone.study.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads the values of a YAML file with their lines; which of them make sense is decided elsewhere.
final class YamlLayer {
  private static final LoadSettings SETTINGS = LoadSettings.builder().setUseMarks(true).build();

  /// A value and where it stands.
  record Found(Object value, int line) {}

  private final Map<String, Found> values = new LinkedHashMap<>();
  private final BiConsumer<Integer, String> problems;

  private YamlLayer(BiConsumer<Integer, String> problems) {
    this.problems = problems;
  }

  /// @param problems takes the line (0 when unknown) and what is wrong there
  static Map<String, Found> read(String text, BiConsumer<Integer, String> problems) {
    YamlLayer layer = new YamlLayer(problems);
    try {
      new Compose(SETTINGS).composeString(text).ifPresent(root -> layer.mapping("", root));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      problems.accept(line, "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.accept(0, "not YAML: " + e.getMessage());
    }
    return layer.values;
  }

  private void mapping(String prefix, Node node) {
    if (!(node instanceof MappingNode mapping)) {
      problems.accept(line(node), (prefix.isEmpty() ? "the file" : prefix) + " must be a map");
      return;
    }
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        problems.accept(line(entry.getKeyNode()), "a key must be text");
        continue;
      }
      String name = prefix.isEmpty() ? key.getValue() : prefix + "." + key.getValue();
      value(name, key, entry.getValueNode());
    }
  }

  private void value(String name, Node at, Node node) {
    boolean section = Keys.ALL.stream().anyMatch(k -> k.name().startsWith(name + "."));
    if (section) {
      if (!isNull(node)) {
        mapping(name, node);
      }
      return;
    }
    Found before = values.get(name);
    if (before != null) {
      problems.accept(line(at), name + " is given twice, first in line " + before.line());
      return;
    }
    values.put(name, new Found(plain(name, node), line(at)));
  }

  private Object plain(String name, Node node) {
    return switch (node) {
      case ScalarNode scalar -> isNull(scalar) ? "" : scalar.getValue();
      case SequenceNode sequence ->
          sequence.getValue().stream().flatMap(item -> item(name, item)).toList();
      default -> toObject(node);
    };
  }

  private Stream<String> item(String name, Node node) {
    if (node instanceof ScalarNode scalar && !isNull(scalar)) {
      return Stream.of(scalar.getValue());
    }
    problems.accept(line(node), name + ": a list may hold only plain values");
    return Stream.of();
  }

  /// An open map as YAML understands it.
  private static Object toObject(Node node) {
    return new org.snakeyaml.engine.v2.constructor.StandardConstructor(SETTINGS)
        .constructSingleDocument(java.util.Optional.of(node));
  }

  /// The value of a text as YAML reads it: `[a, b]`, `{k: v}`, `3`.
  static Object parse(String text) {
    Object parsed = new Load(SETTINGS).loadFromString(text);
    return parsed == null ? "" : parsed;
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  static List<String> strings(List<?> list) {
    return list.stream().map(String::valueOf).toList();
  }
}
