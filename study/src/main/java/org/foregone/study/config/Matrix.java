package org.foregone.study.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.foregone.inference.Adapter;
import org.foregone.study.StudyException;
import org.foregone.study.StudyException.Kind;
import org.foregone.study.StudyException.Problem;

/// Studies that differ by model, adapter, intervention and seed only: every combination is one, a
/// cell. Declared under `matrix:` in a configuration whose other keys hold for all of them.
///
/// @param cells in the order of models, adapters, interventions, seeds; the base of a cell is
///     before it
public record Matrix(List<Cell> cells) {
  /// The word for an adapter or intervention that is none; every axis has it, as its base.
  private static final String NONE = "none";

  private static final int LONGEST_NAME = 60;

  /// What is done to a model: a base's is not carried into the studies of a matrix.
  static final Set<String> VARIED = Set.of("lora", "intervention");

  /// One study.
  ///
  /// @param name of its folder: model, adapter, intervention and seed, without those that are none
  /// @param settings by key
  /// @param base the cell it is compared with: without the intervention where it has one, else
  ///     without the adapter, else the first model, all with the same seed; empty for the base
  ///     itself
  public record Cell(String name, Map<String, Setting> settings, OptionalInt base) {}

  /// A model or an adapter or an intervention.
  private record Choice(String name, String value, List<String> lora) {
    boolean none() {
      return value.equals(NONE);
    }
  }

  /// Reads the matrix of a configuration file; empty when it has none.
  ///
  /// @throws StudyException with everything that is wrong with it
  public static Optional<Matrix> read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      return Optional.empty(); // who reads the configuration tells
    }
    YamlLayer.Found found = YamlLayer.read(text, (line, what) -> {}).get("matrix");
    if (found == null) {
      return Optional.empty();
    }
    String place = file + ":" + found.line() + ": matrix";
    Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    return Optional.of(new Reader(place, folder).read(found.value()));
  }

  /// Turns the value of the key `matrix` into cells.
  private static final class Reader {
    private static final Set<String> AXES = Set.of("models", "loras", "interventions", "seeds");

    private final String place;
    private final Path folder;
    private final List<Problem> problems = new ArrayList<>();

    Reader(String place, Path folder) {
      this.place = place;
      this.folder = folder;
    }

    Matrix read(Object value) {
      Map<?, ?> axes = value instanceof Map<?, ?> map ? map : Map.of();
      for (Object axis : axes.keySet()) {
        if (!AXES.contains(String.valueOf(axis))) {
          wrong(".%s is no axis".formatted(axis), "models, loras, interventions and seeds are");
        }
      }
      List<Choice> models = list(axes, "models").stream().map(this::model).toList();
      if (models.isEmpty()) {
        wrong(".models names none", "`models: [a.gguf, b.gguf]`");
      }
      List<Choice> loras = withNone(list(axes, "loras").stream().map(this::lora).toList());
      List<Choice> interventions =
          withNone(list(axes, "interventions").stream().map(this::intervention).toList());
      List<String> seeds = list(axes, "seeds").stream().map(String::valueOf).toList();
      List<Cell> cells = new ArrayList<>();
      for (Choice model : models) {
        for (Choice lora : loras) {
          for (Choice intervention : interventions) {
            for (String seed : seeds.isEmpty() ? List.of("") : seeds) {
              cells.add(cell(axes.keySet(), List.of(model, lora, intervention), seed));
            }
          }
        }
      }
      Set<String> names = new HashSet<>();
      for (Cell cell : cells) {
        if (cell.name().isEmpty()) {
          wrong(".models: a study's name needs a Latin letter or a digit", "give models a `name`");
        } else if (!names.add(cell.name())) {
          wrong(
              ": two studies would be called " + cell.name(),
              "name them: {name: .., model: ..}, {name: .., lora: ..}, {name: .., intervention: ..}");
        }
      }
      if (!problems.isEmpty()) {
        throw new StudyException(problems);
      }
      return new Matrix(
          based(cells, loras.size(), interventions.size(), Math.max(1, seeds.size())));
    }

    /// Where the base of each cell stands, from the order that they are made in.
    private static List<Cell> based(List<Cell> cells, int loras, int interventions, int seeds) {
      List<Cell> based = new ArrayList<>();
      for (int i = 0; i < cells.size(); i++) {
        int seed = i % seeds;
        int intervention = i / seeds % interventions;
        int lora = i / seeds / interventions % loras;
        int model = i / seeds / interventions / loras;
        int base =
            intervention > 0
                ? i - intervention * seeds
                : lora > 0 ? i - lora * interventions * seeds : model > 0 ? seed : -1;
        based.add(
            new Cell(
                cells.get(i).name(),
                cells.get(i).settings(),
                base < 0 ? OptionalInt.empty() : OptionalInt.of(base)));
      }
      return based;
    }

    private Cell cell(Set<?> axes, List<Choice> chosen, String seed) {
      Choice model = chosen.get(0);
      Choice lora = chosen.get(1);
      Choice intervention = chosen.get(2);
      Map<String, Setting> settings = new LinkedHashMap<>();
      put(settings, "model", model.value());
      List<String> adapters = new ArrayList<>(model.lora());
      if (!lora.none()) {
        adapters.add(lora.value());
      }
      if (axes.contains("loras") || !adapters.isEmpty()) {
        put(settings, "lora", adapters);
      }
      if (axes.contains("interventions")) {
        put(settings, "intervention", intervention.none() ? "" : intervention.value());
      }
      if (!seed.isEmpty()) {
        put(settings, "seed", seed);
      }
      List<String> name = new ArrayList<>();
      chosen.stream().filter(c -> !c.none()).map(Choice::name).forEach(name::add);
      if (!seed.isEmpty()) {
        name.add("seed" + plain(seed));
      }
      return new Cell(String.join(".", name), settings, OptionalInt.empty());
    }

    private void put(Map<String, Setting> settings, String key, Object value) {
      settings.put(key, new Setting(value, place, folder));
    }

    private Choice model(Object entry) {
      return switch (entry) {
        case String file -> new Choice(stem(file), file, List.of());
        case Map<?, ?> map when map.get("model") instanceof String file -> {
          if (!Set.of("name", "model", "lora").containsAll(map.keySet())) {
            wrong(".models: %s has other keys than name, model and lora".formatted(map), "");
          }
          Object name = map.get("name");
          yield new Choice(
              name == null ? stem(file) : plain(String.valueOf(name)),
              file,
              map.get("lora") == null ? List.of() : texts(map.get("lora")));
        }
        default -> {
          wrong(".models: %s names no model".formatted(entry), "a file, or {name, model, lora}");
          yield new Choice("", "", List.of());
        }
      };
    }

    private Choice lora(Object entry) {
      String text = text("loras", "lora", entry);
      Adapter adapter = Adapter.of(text, folder);
      String scale = adapter.scale() == 1 ? "" : "-x" + adapter.scale();
      return named(
          entry, stem(adapter.file().toString()) + plain(scale).replaceFirst("^x", "-x"), text);
    }

    private Choice intervention(Object entry) {
      String text = text("interventions", "intervention", entry);
      return named(entry, plain(text), text);
    }

    /// Called as its entry says, else as it is.
    private static Choice named(Object entry, String usual, String text) {
      Object name = entry instanceof Map<?, ?> map ? map.get("name") : null;
      return new Choice(name == null ? usual : plain(String.valueOf(name)), text, List.of());
    }

    /// An entry, or what one that has a name says under `key`.
    private String text(String axis, String key, Object entry) {
      if (entry instanceof Map<?, ?> map && !Set.of("name", key).containsAll(map.keySet())) {
        wrong(".%s: %s has other keys than name and %s".formatted(axis, map, key), "");
      }
      if ((entry instanceof Map<?, ?> map ? map.get(key) : entry) instanceof String text
          && !text.isBlank()) {
        return text;
      }
      wrong(".%s: %s is no text".formatted(axis, entry), "");
      return NONE;
    }

    private static List<Choice> withNone(List<Choice> choices) {
      List<Choice> all = new ArrayList<>(List.of(new Choice(NONE, NONE, List.of())));
      choices.stream().filter(choice -> !choice.none()).forEach(all::add);
      return all;
    }

    private List<Object> list(Map<?, ?> axes, String axis) {
      Object value = axes.get(axis);
      if (value == null) {
        return List.of();
      }
      if (value instanceof List<?> list) {
        return list.stream().map(Objects::requireNonNull).map(Object.class::cast).toList();
      }
      wrong(".%s is %s".formatted(axis, value), "a list: [.., ..]");
      return List.of();
    }

    private static List<String> texts(Object value) {
      return value instanceof List<?> list
          ? YamlLayer.strings(list)
          : List.of(String.valueOf(value));
    }

    private void wrong(String what, String hint) {
      problems.add(new Problem(Kind.CONFIGURATION, place + what, hint));
    }

    /// The last part of a path without its kind of file.
    private static String stem(String file) {
      return plain(
          String.valueOf(Path.of(file).getFileName()).replaceFirst("\\.(gguf|safetensors)$", ""));
    }

    /// Fit for the name of a folder; dots are between the parts of a cell's name.
    private static String plain(String text) {
      String plain = text.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^-+|-+$", "");
      return plain.substring(0, Math.min(LONGEST_NAME, plain.length()));
    }
  }
}
