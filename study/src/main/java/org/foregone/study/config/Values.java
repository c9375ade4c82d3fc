package org.foregone.study.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.foregone.inference.Adapter;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.StudyException.Problem;
import org.foregone.study.config.StudyConfig.Caps;
import org.foregone.study.config.StudyConfig.CausalityChoice;
import org.foregone.study.config.StudyConfig.DeliberationChoice;
import org.foregone.study.config.StudyConfig.DialogueChoice;
import org.foregone.study.config.StudyConfig.EngineChoice;
import org.foregone.study.config.StudyConfig.ForesightChoice;
import org.foregone.study.config.StudyConfig.LockinChoice;
import org.foregone.study.config.StudyConfig.PromptChoice;
import org.foregone.study.config.StudyConfig.SamplingChoice;
import org.foregone.study.config.StudyConfig.SeparabilityChoice;
import org.foregone.study.config.StudyConfig.SteeringChoice;
import org.foregone.study.config.StudyConfig.Stopping;
import org.foregone.study.store.Change;
import org.foregone.study.store.Way;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Checks values against their keys and turns them into a [StudyConfig].
record Values(Map<String, Setting> settings) {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /// The value in its plain form (absolute paths, lists as lists); problems go to the list.
  static Object check(Key key, Setting setting, List<Problem> problems) {
    if (setting.unset()) {
      if (!key.fallback().isEmpty()) {
        problems.add(
            new Problem(
                Kind.CONFIGURATION,
                "%s: %s has no value".formatted(setting.source(), key.name()),
                "allowed: " + key.allowed()));
      }
      return key.isList() ? List.of() : "";
    }
    Object value = setting.value();
    try {
      return switch (key.type()) {
        case Key.Type.Open() -> map(value);
        case Key.Type.Texts() -> list(value);
        case Key.Type.Choices(List<String> allowed) -> choices(allowed, flat(value));
        case Key.Type.Numbers numbers -> numbers(numbers, flat(value));
        case Key.Type.InputFiles() ->
            list(value).stream().map(f -> file(key, f, setting, problems)).toList();
        case Key.Type.Adapters() ->
            list(value).stream()
                .filter(name -> !name.isBlank()) // an empty one takes back those of a base
                .map(name -> adapter(key, name, setting, problems))
                .toList();
        case Key.Type.InputFile() -> file(key, text(value), setting, problems);
        default -> scalar(key.type(), text(value).strip(), text(value));
      };
    } catch (IllegalArgumentException | DateTimeParseException | YamlEngineException e) {
      problems.add(
          new Problem(
              Kind.CONFIGURATION,
              "%s: %s is %s".formatted(setting.source(), key.name(), value),
              "allowed: " + key.allowed()));
      return "";
    }
  }

  private static Object scalar(Key.Type type, String stripped, String text) {
    return switch (type) {
      case Key.Type.Whole whole -> whole(whole, stripped);
      case Key.Type.Real real -> real(real, stripped);
      case Key.Type.Choice(List<String> allowed) -> when(allowed.contains(stripped), stripped);
      case Key.Type.Truth() -> truth(stripped.toLowerCase(Locale.ROOT));
      case Key.Type.DateTime() -> LocalDateTime.parse(stripped, DATE).format(DATE);
      default -> text;
    };
  }

  private static String whole(Key.Type.Whole type, String text) {
    long number = Long.parseLong(text.replace("_", ""));
    return when(number >= type.low() && number <= type.high(), Long.toString(number));
  }

  private static String real(Key.Type.Real type, String text) {
    double number = Double.parseDouble(text);
    boolean above = type.openLow() ? number > type.low() : number >= type.low();
    return when(above && number <= type.high(), Double.toString(number));
  }

  /// A list whose entries may be lists with commas themselves: `--only a,b c`.
  private static List<String> flat(Object value) {
    return list(value).stream().flatMap(text -> parts(text).stream()).toList();
  }

  /// Those chosen, in the order of what is allowed.
  private static List<String> choices(List<String> allowed, List<String> chosen) {
    require(allowed.containsAll(chosen));
    return allowed.stream().filter(chosen::contains).toList();
  }

  /// Ascending, each once.
  private static List<String> numbers(Key.Type.Numbers type, List<String> texts) {
    return texts.stream()
        .map(Double::parseDouble)
        .peek(n -> require(n >= type.low() && n <= type.high() && !(type.whole() && n % 1 != 0)))
        .sorted()
        .distinct()
        .map(n -> n == Math.rint(n) ? Long.toString(n.longValue()) : n.toString())
        .toList();
  }

  private static String truth(String text) {
    return when(text.equals("true") || text.equals("false"), text);
  }

  private static String when(boolean allowed, String value) {
    require(allowed);
    return value;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException();
    }
  }

  private static String text(Object value) {
    require(value instanceof String);
    return (String) value;
  }

  private static List<String> list(Object value) {
    if (value instanceof List<?> list) {
      return YamlLayer.strings(list);
    }
    String text = text(value);
    return text.stripLeading().startsWith("[") && YamlLayer.parse(text) instanceof List<?> list
        ? YamlLayer.strings(list)
        : parts(text);
  }

  /// Parts between commas; an `option=value` stays with the `name:` before it, as in
  /// `organism:miss=.1,false-alarm=.05,classifier`.
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    for (String part : text.strip().split("\\s*,\\s*", -1)) {
      boolean option = part.contains("=") && !part.contains(":");
      if (option && !parts.isEmpty() && parts.getLast().contains(":")) {
        parts.add(parts.removeLast() + "," + part);
      } else if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static Object map(Object value) {
    Object parsed = value instanceof String text ? YamlLayer.parse(text) : value;
    require(parsed instanceof Map);
    return parsed;
  }

  private static String adapter(Key key, String text, Setting setting, List<Problem> problems) {
    Adapter adapter = Adapter.of(text, setting.base());
    return new Adapter(
            Path.of(file(key, adapter.file().toString(), setting, problems)), adapter.scale())
        .toString();
  }

  private static String file(Key key, String name, Setting setting, List<Problem> problems) {
    try {
      Path path = setting.base().resolve(name).toAbsolutePath().normalize();
      if (!Files.isReadable(path)) {
        problems.add(
            new Problem(
                Kind.FILE,
                "%s: %s: %s"
                    .formatted(
                        setting.source(),
                        key.name(),
                        path + (Files.exists(path) ? " cannot be read" : " does not exist")),
                "relative names start from "
                    + (setting.base().toString().isEmpty()
                        ? "the current folder"
                        : setting.base().toString())));
      }
      return path.toString();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(e);
    }
  }

  StudyConfig config() {
    return new StudyConfig(
        path("model"),
        texts("lora").stream().map(Adapter::of).toList(),
        new PromptChoice(
            paths("harmful"),
            paths("benign"),
            paths("prompts"),
            texts("benchmarks"),
            optionalInt("limit"),
            texts("prompt-id")),
        texts("experiments"),
        Integer.parseInt(text("rollouts")),
        Stopping.valueOf(text("stopping").toUpperCase(Locale.ROOT)),
        Long.parseLong(text("seed")),
        new Caps(Integer.parseInt(text("caps.thinking")), Integer.parseInt(text("caps.answer"))),
        new SamplingChoice(
            optionalDouble("sampling.temperature"),
            optionalDouble("sampling.top-p"),
            optionalInt("sampling.top-k"),
            optionalDouble("sampling.min-p")),
        texts("judges"),
        text("intervention"),
        new DialogueChoice(
            orNull("system-prompt"),
            path("template"),
            kwargs(),
            orNull("reasoning-format"),
            LocalDateTime.parse(text("date"), DATE),
            Boolean.parseBoolean(text("text-as-content"))),
        new ForesightChoice(
            integers("foresight.layers"),
            Integer.parseInt(text("foresight.anchors")),
            Integer.parseInt(text("foresight.folds")),
            Integer.parseInt(text("foresight.components")),
            Double.parseDouble(text("foresight.c")),
            Integer.parseInt(text("foresight.permutations"))),
        new SeparabilityChoice(
            integers("separability.layers"),
            Integer.parseInt(text("separability.rollouts")),
            Integer.parseInt(text("separability.permutations"))),
        new SteeringChoice(
            optionalInt("steering.layer"),
            texts("steering.doses").stream().map(Double::valueOf).toList(),
            Integer.parseInt(text("steering.random-directions")),
            Integer.parseInt(text("steering.rollouts")),
            Integer.parseInt(text("steering.limit"))),
        new LockinChoice(
            integers("lockin.cuts"),
            texts("lockin.ways").stream().map(Way::of).toList(),
            Integer.parseInt(text("lockin.traces")),
            Integer.parseInt(text("lockin.branches"))),
        new DeliberationChoice(
            Integer.parseInt(text("deliberation.traces")),
            Integer.parseInt(text("deliberation.pack")),
            texts("deliberation.judges"),
            path("deliberation.llm")),
        new CausalityChoice(
            texts("causality.cuts").stream().map(Change.Kind::of).toList(),
            Integer.parseInt(text("causality.traces")),
            Integer.parseInt(text("causality.most")),
            Way.of(text("causality.way")),
            text("causality.rule").equals("sequential"),
            Integer.parseInt(text("causality.k"))),
        text("states.dtype").equals("bf16"),
        new EngineChoice(
            path("engine.llama-lib"),
            orNull("engine.cpu-variant"),
            Integer.parseInt(text("engine.gpu-layers")),
            optionalInt("engine.threads"),
            Integer.parseInt(text("engine.width")),
            optionalInt("engine.context"),
            text("engine.kv-type"),
            text("engine.flash-attention")));
  }

  private Object value(String key) {
    return Objects.requireNonNull(settings.get(key), key).value();
  }

  private String text(String key) {
    return value(key).toString();
  }

  private @Nullable String orNull(String key) {
    return text(key).isEmpty() ? null : text(key);
  }

  private @Nullable Path path(String key) {
    return text(key).isEmpty() ? null : Path.of(text(key));
  }

  private OptionalInt optionalInt(String key) {
    return text(key).isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text(key)));
  }

  private OptionalDouble optionalDouble(String key) {
    return text(key).isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(text(key)));
  }

  private List<String> texts(String key) {
    return value(key) instanceof List<?> list ? YamlLayer.strings(list) : List.of();
  }

  private List<Integer> integers(String key) {
    return texts(key).stream().map(Integer::valueOf).toList();
  }

  private List<Path> paths(String key) {
    return new ArrayList<>(texts(key).stream().map(Path::of).toList());
  }

  private Map<String, Object> kwargs() {
    Map<String, Object> kwargs = new java.util.LinkedHashMap<>();
    if (value("template-kwargs") instanceof Map<?, ?> map) {
      map.forEach((k, v) -> kwargs.put(String.valueOf(k), v == null ? "" : v));
    }
    return kwargs;
  }
}
