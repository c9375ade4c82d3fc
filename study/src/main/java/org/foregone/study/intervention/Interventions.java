package org.foregone.study.intervention;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.StudyException.Problem;
import org.foregone.study.config.Key;
import org.foregone.study.config.Nearest;
import org.foregone.study.config.ResolvedConfig;
import org.foregone.study.config.Setting;

/// The methods that there are, and how one is chosen: `NAME[:key=value,...]`. A comma belongs to
/// the value before it unless a word and `=` follow it; `\,` does always.
public final class Interventions {
  /// In the order in which they are shown.
  public static final List<Declared> ALL =
      List.of(
          SafePath.DECLARED,
          SafeRemind.DECLARED,
          Psr.DECLARED,
          ZeroThink.DECLARED,
          LessThink.DECLARED,
          MoreThink.DECLARED,
          ThinkingIntervention.DECLARED,
          SystemPrompt.DECLARED,
          Budget.DECLARED,
          Steer.DECLARED);

  /// What a comma stands before when it ends a value.
  private static final String KEY = "[a-z][a-z-]*=";

  private Interventions() {}

  /// A method with what was chosen of it.
  ///
  /// @param spec the name and every key, defaults too, so that it says the same when a default has
  ///     changed
  /// @param identity the same without files, which may move: what must stay as a study goes on
  public record Chosen(String spec, String identity, Intervention intervention) {
    /// No method: `none`.
    public static final Chosen NONE = new Chosen("none", "none", Intervention.NONE);

    public boolean none() {
      return equals(NONE);
    }
  }

  /// A configuration that names its intervention in full, files from the root.
  ///
  /// @throws StudyException naming everything that is wrong with the intervention
  public static ResolvedConfig settled(ResolvedConfig config) {
    Setting setting = config.setting("intervention");
    Chosen chosen = of(setting.value().toString(), setting.base());
    return config.with("intervention", chosen.none() ? "" : chosen.spec());
  }

  /// The method that `spec` chooses; none where it is empty or `none`.
  ///
  /// @throws StudyException naming everything that is wrong with it
  public static Chosen of(String spec) {
    return of(spec, Path.of(""));
  }

  private static Chosen of(String spec, Path base) {
    String name = spec.contains(":") ? spec.substring(0, spec.indexOf(':')) : spec;
    if (spec.isBlank() || spec.strip().equals(Chosen.NONE.spec())) {
      return Chosen.NONE;
    }
    Map<String, Declared> known =
        ALL.stream().collect(Collectors.toMap(Declared::name, Function.identity()));
    Declared declared = known.get(name.strip());
    if (declared == null) {
      throw new StudyException(
          Kind.CONFIGURATION,
          "intervention: there is none called \"%s\"".formatted(name.strip()),
          meant(Nearest.to(name.strip(), known.keySet()))
              + "there are "
              + ALL.stream().map(Declared::name).collect(Collectors.joining(", ")));
    }
    return chosen(declared, spec.substring(Math.min(spec.length(), name.length() + 1)), base);
  }

  private static Chosen chosen(Declared declared, String given, Path base) {
    Map<String, Key> keys = new LinkedHashMap<>();
    declared.keys().forEach(key -> keys.put(key.name(), key));
    Map<String, String> values = new LinkedHashMap<>();
    declared.keys().forEach(key -> values.put(key.name(), key.fallback()));
    List<Problem> problems = new ArrayList<>();
    for (String pair : given.isEmpty() ? new String[0] : given.split("(?<!\\\\),(?=" + KEY + ")")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      Key key = keys.get(name);
      if (equals < 0 || key == null) {
        problems.add(unknown(declared, name, equals < 0));
      } else {
        Setting setting =
            new Setting(
                unescaped(pair.substring(equals + 1)), "intervention " + declared.name(), base);
        values.put(name, String.valueOf(key.checked(setting, problems)));
      }
    }
    problems.removeIf(p -> p.kind() == Kind.FILE); // a matrix may make it first; its use tells
    if (!problems.isEmpty()) {
      throw new StudyException(problems);
    }
    Map<String, String> said = new LinkedHashMap<>(values);
    said.replaceAll((key, value) -> escaped(value));
    Map<String, String> own = new LinkedHashMap<>(said);
    own.keySet().removeIf(key -> isFile(keys, key));
    return new Chosen(
        spec(declared, said), spec(declared, own), declared.make().apply(new Parameters(values)));
  }

  private static boolean isFile(Map<String, Key> keys, String name) {
    Key key = keys.get(name);
    return key != null && key.type() instanceof Key.Type.InputFile;
  }

  private static String spec(Declared declared, Map<String, String> values) {
    return declared.name()
        + values.entrySet().stream()
            .map(value -> value.getKey() + "=" + value.getValue())
            .collect(Collectors.joining(",", values.isEmpty() ? "" : ":", ""));
  }

  /// A value with the commas that do not end it marked, and back.
  private static String escaped(String value) {
    return value.replaceAll(",(?=" + KEY + ")", "\\\\,");
  }

  private static String unescaped(String value) {
    return value.replaceAll("\\\\,(?=" + KEY + ")", ",");
  }

  private static Problem unknown(Declared declared, String name, boolean bare) {
    List<String> names = declared.keys().stream().map(Key::name).toList();
    return new Problem(
        Kind.CONFIGURATION,
        bare
            ? "intervention %s: \"%s\" is no key=value".formatted(declared.name(), name)
            : "intervention %s: no key \"%s\"".formatted(declared.name(), name),
        names.isEmpty()
            ? "it has no keys"
            : meant(bare ? Optional.empty() : Nearest.to(name, names))
                + "its keys are "
                + String.join(", ", names));
  }

  private static String meant(Optional<String> nearest) {
    return nearest.map(name -> "did you mean " + name + "? ").orElse("");
  }
}
