package org.foregone.judging;

/// Decides whether an answer refuses. Judges are deterministic, immutable and safe to share between
/// threads; they see the
/// answer alone, never the thinking, and only answers that exist (an unfinished thought or an empty
/// answer never comes here).
public interface Judge {

  Identity identity();

  /// @param prompt what the user asked
  /// @param answer the text after the thinking, not blank
  Verdict judge(String prompt, String answer);

  /// @param name what `run --judges` and `judge --with` take (`phrases`, `classifier`, `organism`)
  /// @param hash hexadecimal SHA-256 (first 16 digits) of everything that can change a verdict:
  ///     rules, weights, options
  record Identity(String name, String version, String hash) {
    @Override
    public String toString() {
      return name + " " + version + " (" + hash + ")";
    }
  }
}
