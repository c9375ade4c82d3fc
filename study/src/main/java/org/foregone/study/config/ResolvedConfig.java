package org.foregone.study.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.foregone.inference.Adapter;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.StudyException.Problem;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// A checked configuration together with who chose each value.
///
/// @param settings by key, in the order of [Keys#ALL], values normalised
public record ResolvedConfig(StudyConfig config, Map<String, Setting> settings) {

  public ResolvedConfig {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  static ResolvedConfig check(
      Map<String, Setting> all, List<Problem> before, boolean filesMustExist) {
    List<Problem> problems = new ArrayList<>(before);
    Map<String, Setting> settings = new LinkedHashMap<>();
    for (Key key : Keys.ALL) {
      Setting setting = all.getOrDefault(key.name(), new Setting("", "default", Path.of("")));
      settings.put(
          key.name(),
          new Setting(Values.check(key, setting, problems), setting.source(), setting.base()));
    }
    if (!filesMustExist) {
      problems.removeIf(p -> p.kind() == Kind.FILE);
    }
    if (!problems.isEmpty()) {
      throw new StudyException(problems);
    }
    return new ResolvedConfig(new Values(settings).config(), settings);
  }

  /// Refuses when going on under `this` would mix with rows made under `stored`.
  ///
  /// @param without experiments that have no rows yet, whose keys may change
  /// @param stored the study's own `study.resolved.yaml`, read again
  /// @param folder for the message
  public void requireSameRowsAs(ResolvedConfig stored, Set<String> without, String folder) {
    List<String> differing =
        Keys.ALL.stream()
            .filter(key -> key.change() == Key.Change.REFUSED && !without.contains(key.section()))
            .filter(key -> !value(key).equals(stored.value(key)))
            .map(key -> key.name() + " was " + stored.shown(key) + ", now is " + shown(key))
            .toList();
    if (!differing.isEmpty()) {
      throw new StudyException(
          Kind.OTHER_STUDY,
          folder
              + ": this study was begun with another configuration, rows would not mix: "
              + String.join("; ", differing),
          "use the old values, or another folder with --out");
    }
  }

  /// The configuration in a study's `study.resolved.yaml`, whose input files may have moved since.
  ///
  /// @throws StudyException when it is damaged
  public static ResolvedConfig stored(Path file) {
    return new ConfigSources(file, Map.of(), List.of(), Map.of()).resolveStored();
  }

  /// Whether all values are the same, whoever chose them.
  public boolean sameAs(ResolvedConfig other) {
    return Keys.ALL.stream().allMatch(key -> value(key).equals(other.value(key)));
  }

  /// Every file that a study with this configuration reads, as named; of an adapter those in its
  /// folder.
  public List<Path> inputs() {
    List<Path> inputs = new ArrayList<>();
    for (Key key : Keys.ALL) {
      List<String> named =
          value(key) instanceof List<?> list
              ? YamlLayer.strings(list)
              : List.of(String.valueOf(value(key)));
      switch (key.type()) {
        case Key.Type.InputFile _, Key.Type.InputFiles _ ->
            named.stream().filter(n -> !n.isEmpty()).map(Path::of).forEach(inputs::add);
        case Key.Type.Adapters _ -> named.forEach(n -> inputs.addAll(Adapter.of(n).files()));
        default -> {}
      }
    }
    return inputs;
  }

  /// The same with another value, in its plain form, from the same source.
  public ResolvedConfig with(String key, Object value) {
    Map<String, Setting> changed = new LinkedHashMap<>(settings);
    Setting old = setting(key);
    changed.put(key, new Setting(value, old.source(), old.base()));
    return new ResolvedConfig(new Values(changed).config(), changed);
  }

  /// What was chosen for a key, and by whom.
  public Setting setting(String key) {
    Setting setting = settings.get(key);
    if (setting == null) {
      throw new IllegalArgumentException(key);
    }
    return setting;
  }

  private Object value(Key key) {
    return settingOf(key).value();
  }

  private Setting settingOf(Key key) {
    return setting(key.name());
  }

  private String shown(Key key) {
    return settingOf(key).unset() ? "unset" : value(key).toString();
  }

  /// One line a key, `key = value   (source)`, for people.
  public String explained() {
    return Keys.ALL.stream()
        .map(k -> "%s = %s  (%s)%n".formatted(k.name(), shown(k), settingOf(k).source()))
        .collect(Collectors.joining());
  }

  /// The text of `study.resolved.yaml`: every key that is set, and where the numbers come from.
  /// [ConfigSources] reads it back to the same configuration.
  public String yaml(Map<String, String> provenance) {
    Map<String, Object> root = new LinkedHashMap<>();
    for (Key key : Keys.ALL) {
      if (!settingOf(key).unset()) {
        nest(root, key.name(), value(key));
      }
    }
    root.put("provenance", provenance);
    DumpSettings settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setWidth(100).build();
    return "# Written by Foregone. The same command reads it to go on; a change of a value that\n"
        + "# would mix rows is refused.\n"
        + new Dump(settings).dumpToString(root);
  }

  private static void nest(Map<String, Object> root, String name, Object value) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      root.put(name, value);
      return;
    }
    @SuppressWarnings("unchecked") // only this method puts maps under section names
    Map<String, Object> section =
        (Map<String, Object>)
            root.computeIfAbsent(name.substring(0, dot), k -> new LinkedHashMap<String, Object>());
    section.put(name.substring(dot + 1), value);
  }
}
