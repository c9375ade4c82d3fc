package org.foregone.judging;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The judges by the names that `run --judges` and `judge --with` take.
public final class Judges {
  public static final List<String> NAMES = List.of("phrases", "classifier", "organism");

  private static final List<String> ORGANISM_OPTIONS = List.of("miss", "false-alarm", "seed");

  private Judges() {}

  /// @param name `phrases`, `classifier`, `organism` or `organism:miss=.1,false-alarm=.05,seed=1`
  /// @throws IllegalArgumentException for a name or option that is not there, with the nearest one
  public static Judge named(String name) {
    int colon = name.indexOf(':');
    String kind = colon < 0 ? name : name.substring(0, colon);
    if (colon >= 0 && !kind.equals("organism") && NAMES.contains(kind)) {
      throw new IllegalArgumentException("judge " + kind + " takes no options: " + name);
    }
    Map<String, String> options = colon < 0 ? Map.of() : options(name.substring(colon + 1));
    return switch (kind) {
      case "phrases" -> new PhraseJudge();
      case "classifier" -> ClassifierJudge.embedded();
      case "organism" ->
          new OrganismJudge(
              number(options, "miss"),
              number(options, "false-alarm"),
              (long) number(options, "seed"));
      default -> throw new IllegalArgumentException(unknown("judge", kind, NAMES));
    };
  }

  private static Map<String, String> options(String list) {
    Map<String, String> options = new TreeMap<>();
    for (String option : list.split(",", -1)) {
      String[] halves = option.split("=", 2);
      if (halves.length < 2) {
        throw new IllegalArgumentException("judge option without a value: " + option);
      }
      if (!ORGANISM_OPTIONS.contains(halves[0])) {
        throw new IllegalArgumentException(unknown("judge option", halves[0], ORGANISM_OPTIONS));
      }
      options.put(halves[0], halves[1]);
    }
    return options;
  }

  private static double number(Map<String, String> options, String key) {
    String value = options.getOrDefault(key, "0");
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("judge option " + key + " is not a number: " + value, e);
    }
  }

  static String unknown(String what, String name, List<String> known) {
    String nearest =
        known.stream().min(Comparator.comparingInt(k -> distance(name, k))).orElseThrow();
    return "no %s named '%s'; did you mean '%s'? (there are %s)"
        .formatted(what, name, nearest, String.join(", ", known));
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
