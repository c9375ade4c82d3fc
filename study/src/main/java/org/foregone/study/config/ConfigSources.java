package org.foregone.study.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.StudyException.Problem;
import org.jspecify.annotations.Nullable;

/// Where a configuration comes from, weakest first: defaults, preset, file, environment, `--set`,
/// flags.
///
/// @param file `study.yaml`, or null; relative paths in it start from its folder
/// @param environment the process's variables; `FOREGONE_CAPS_THINKING` sets `caps.thinking`. Other
///     variables named so are problems, except those of the launcher and the tests
/// @param sets `key=value` texts, values as in YAML
/// @param flags values by key, as text or `List<String>`; said to come from `--KEY`
public record ConfigSources(
    @Nullable Path file,
    Map<String, String> environment,
    List<String> sets,
    Map<String, Object> flags) {

  private static final String PREFIX = "FOREGONE_";

  /// Variables of the launcher, the build and the tests.
  private static final Set<String> RESERVED =
      Set.of(
          "FOREGONE_FIXTURES",
          "FOREGONE_HOME",
          "FOREGONE_JAVA_MIN",
          "FOREGONE_JAVA_OPTS",
          "FOREGONE_JDK_FOLDERS",
          "FOREGONE_LLAMA_CPP");

  /// Puts the layers on top of each other and checks every value.
  ///
  /// @throws StudyException with every problem of every layer
  public ResolvedConfig resolve() {
    return resolve(true);
  }

  /// The same for a study's own resolved file, whose input files may have moved since.
  public ResolvedConfig resolveStored() {
    return resolve(false);
  }

  private ResolvedConfig resolve(boolean filesMustExist) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Setting> chosen = new LinkedHashMap<>();
    Path here = Path.of("");
    if (file != null) {
      readFile(file, chosen, problems);
    }
    readEnvironment(here, chosen, problems);
    for (String set : sets) {
      int equals = set.indexOf('=');
      if (equals < 1) {
        problems.add(problem("--set " + set + ": not of the form key=value", ""));
      } else {
        put(
            set.substring(0, equals).strip(),
            set.substring(equals + 1),
            "--set",
            here,
            chosen,
            problems);
      }
    }
    flags.forEach((key, value) -> put(key, value, "--" + key, here, chosen, problems));

    Map<String, Setting> all = new LinkedHashMap<>();
    Object preset = chosen.containsKey("preset") ? chosen.get("preset").value() : "laptop";
    Map<String, String> presets = Keys.preset(preset.toString());
    for (Key key : Keys.ALL) {
      Setting layered =
          presets.containsKey(key.name())
              ? new Setting(presets.get(key.name()), "preset " + preset, here)
              : new Setting(key.fallback(), "default", here);
      all.put(key.name(), chosen.getOrDefault(key.name(), layered));
    }
    return ResolvedConfig.check(all, problems, filesMustExist);
  }

  private static void readFile(Path file, Map<String, Setting> chosen, List<Problem> problems) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      problems.add(new Problem(Kind.FILE, file + ": no such file", "`foregone init` writes one"));
      return;
    } catch (IOException e) {
      problems.add(new Problem(Kind.FILE, file + ": cannot be read: " + e.getMessage(), ""));
      return;
    }
    Path base = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    YamlLayer.read(
            text,
            (line, what) ->
                problems.add(
                    problem(line > 0 ? file + ":" + line + ": " + what : file + ": " + what, "")))
        .forEach(
            (key, found) ->
                put(key, found.value(), file + ":" + found.line(), base, chosen, problems));
  }

  private void readEnvironment(Path here, Map<String, Setting> chosen, List<Problem> problems) {
    Map<String, Key> byVariable = new TreeMap<>();
    Keys.ALL.forEach(key -> byVariable.put(key.variable(), key));
    Key.named("engine.llama-lib").ifPresent(key -> byVariable.put("FOREGONE_LLAMA_LIB", key));
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              Key key = byVariable.get(name);
              if (key != null && !value.isEmpty()) {
                put(key.name(), value, name, here, chosen, problems);
              } else if (key == null && name.startsWith(PREFIX) && !RESERVED.contains(name)) {
                problems.add(
                    problem(
                        name + ": no setting has this variable",
                        Nearest.to(name.substring(PREFIX.length()), suffixes(byVariable.keySet()))
                            .map(n -> "did you mean " + PREFIX + n + "?")
                            .orElse("unset it; --print-config lists the keys")));
              }
            });
  }

  private static List<String> suffixes(Set<String> variables) {
    return variables.stream().map(v -> v.substring(PREFIX.length())).toList();
  }

  private static void put(
      String key,
      Object value,
      String source,
      Path base,
      Map<String, Setting> chosen,
      List<Problem> problems) {
    // the provenance that a resolved file carries is not a choice
    if (key.equals("provenance") && value instanceof Map) {
      return;
    }
    if (Key.named(key).isPresent()) {
      chosen.put(key, new Setting(value, source, base));
      return;
    }
    List<String> names = Keys.ALL.stream().map(Key::name).toList();
    Optional<String> nearest =
        Nearest.to(key, names)
            .or(() -> names.stream().filter(n -> n.endsWith("." + key)).findFirst());
    problems.add(
        problem(
            source + ": unknown key " + key,
            nearest.map(n -> "did you mean " + n + "?").orElse("--print-config lists the keys")));
  }

  private static Problem problem(String message, String hint) {
    return new Problem(Kind.CONFIGURATION, message, hint);
  }
}
