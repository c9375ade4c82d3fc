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
import org.foregone.study.store.StudyFolder;
import org.jspecify.annotations.Nullable;

/// Where a configuration comes from, weakest first: defaults, preset, base, file, environment,
/// `--set`, flags, cell.
///
/// @param base folder of another study, or null; what it was run with holds where nothing else is
///     said, the sampler in force included, so that the two differ by what is said only
/// @param file `study.yaml`, or null; relative paths in it start from its folder
/// @param environment the process's variables; `FOREGONE_CAPS_THINKING` sets `caps.thinking`. Other
///     variables named so are problems, except those of the launcher and the tests
/// @param sets `key=value` texts, values as in YAML
/// @param flags values by key, as text or `List<String>`; said to come from `--KEY`
/// @param cell what a matrix says of one of its studies, which nothing else may say too; else empty
public record ConfigSources(
    @Nullable Path base,
    @Nullable Path file,
    Map<String, String> environment,
    List<String> sets,
    Map<String, Object> flags,
    Map<String, Setting> cell) {

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

  /// The sampler's keys, which a study need not have chosen and always has on record.
  private static final List<String> SAMPLER =
      List.of("sampling.temperature", "sampling.top-p", "sampling.top-k", "sampling.min-p");

  /// Without base and cell.
  public ConfigSources(
      @Nullable Path file,
      Map<String, String> environment,
      List<String> sets,
      Map<String, Object> flags) {
    this(null, file, environment, sets, flags, Map.of());
  }

  /// The same for one study of a matrix.
  public ConfigSources of(Map<String, Setting> cell) {
    return new ConfigSources(base, file, environment, sets, flags, cell);
  }

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
    if (base != null) {
      readBase(base, chosen, problems);
      if (!cell.isEmpty()) {
        chosen.keySet().removeAll(Matrix.VARIED);
      }
    }
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
    cell.forEach(
        (key, setting) -> {
          Setting other = chosen.get(key);
          if (other != null && !other.source().startsWith("--base")) {
            problems.add(
                problem(
                    "%s: %s is a matter of the matrix".formatted(other.source(), key),
                    "say it there or leave it out there"));
          }
          chosen.put(key, setting);
        });

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

  private static void readBase(Path base, Map<String, Setting> chosen, List<Problem> problems) {
    Path resolved = new StudyFolder(base).resolved();
    String text;
    try {
      text = Files.readString(resolved);
    } catch (IOException e) {
      problems.add(
          new Problem(
              Kind.FILE,
              "--base %s: no study here (no %s)".formatted(base, resolved.getFileName()),
              "name a folder that a run wrote"));
      return;
    }
    String source = "--base " + base;
    YamlLayer.read(text, (line, what) -> problems.add(problem(resolved + ": " + what, "")))
        .forEach(
            (key, found) -> {
              put(key, found.value(), source, base, chosen, problems);
              if (found.value() instanceof Map<?, ?> facts && key.equals("provenance")) {
                SAMPLER.stream()
                    .filter(facts::containsKey)
                    .forEach(
                        k ->
                            chosen.putIfAbsent(
                                k, new Setting(String.valueOf(facts.get(k)), source, base)));
              }
            });
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
    // the provenance that a resolved file carries is not a choice; a matrix is read by itself
    if ((key.equals("provenance") || key.equals("matrix")) && value instanceof Map) {
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
