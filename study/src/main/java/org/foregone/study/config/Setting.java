package org.foregone.study.config;

import java.nio.file.Path;

/// A value somebody chose.
///
/// @param value `String`, `List<String>` (lists) or `Map<String, Object>` (open maps); an empty
///     string or list is unset
/// @param source who: `default`, `preset paper`, `study.yaml:3`, `FOREGONE_SEED`, `--set`, `--seed`
/// @param base folder that relative paths in the value start from
public record Setting(Object value, String source, Path base) {
  public boolean unset() {
    return value.equals("")
        || value.equals(java.util.List.of())
        || value.equals(java.util.Map.of());
  }
}
