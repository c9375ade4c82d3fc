package org.foregone.study.intervention;

import java.util.List;
import java.util.function.Function;
import org.foregone.study.config.Key;

/// A method as people choose it.
///
/// @param name in `--intervention NAME`
/// @param does one line
/// @param source where method and defaults come from
/// @param keys what can be chosen; their names are those of `NAME:key=value`
/// @param make the method with what was chosen
public record Declared(
    String name,
    String does,
    String source,
    List<Key> keys,
    Function<Parameters, Intervention> make) {
  public Declared {
    keys = List.copyOf(keys);
  }

  static Key key(String name, Key.Type type, String fallback, String meaning) {
    return new Key(name, type, fallback, Key.Change.REFUSED, meaning);
  }

  static Key text(String name, String fallback, String meaning) {
    return key(name, new Key.Type.Text(), fallback, meaning);
  }

  static Key whole(String name, int low, String fallback, String meaning) {
    return key(name, new Key.Type.Whole(low, Integer.MAX_VALUE), fallback, meaning);
  }
}
