package org.foregone.study.config;

import java.util.List;
import java.util.Optional;
import org.foregone.study.StudyException.Problem;

/// Something a person can choose.
///
/// @param name dotted, with dashes: `caps.thinking`
/// @param type how its text is read and checked
/// @param fallback the default as text; empty means unset
/// @param change what becomes of a study when the value differs from that of its stored rows
/// @param meaning one line
public record Key(String name, Type type, String fallback, Change change, String meaning) {

  public enum Change {
    /// May differ: it only chooses what is done, not how.
    FREE,
    /// Would mix rows that do not belong together.
    REFUSED
  }

  /// What a value must look like.
  public sealed interface Type {
    record Whole(long low, long high) implements Type {}

    /// @param openLow whether `low` itself is excluded
    record Real(double low, boolean openLow, double high) implements Type {}

    record Choice(List<String> allowed) implements Type {}

    record Text() implements Type {}

    record Truth() implements Type {}

    record Texts() implements Type {}

    /// Some of these, each once.
    record Choices(List<String> allowed) implements Type {}

    record Numbers(boolean whole, double low, double high) implements Type {}

    record InputFile() implements Type {}

    record InputFiles() implements Type {}

    /// LoRA adapters, each `FILE` or `FILE:scale`.
    record Adapters() implements Type {}

    record DateTime() implements Type {}

    /// A map of anything.
    record Open() implements Type {}
  }

  /// What is allowed, in words.
  public String allowed() {
    return switch (type) {
      case Type.Whole(long low, long high) ->
          "a whole number from " + low + (high == Long.MAX_VALUE ? " up" : " to " + high);
      case Type.Real(double low, boolean open, double high) ->
          "a number " + (open ? "above " : "from ") + plain(low) + " to " + plain(high);
      case Type.Choice(List<String> allowed) -> String.join(", ", allowed);
      case Type.Text() -> "text";
      case Type.Truth() -> "true or false";
      case Type.Texts() -> "a list of names";
      case Type.Choices(List<String> allowed) -> "a list of " + String.join(", ", allowed);
      case Type.Numbers(boolean whole, double low, double high) ->
          "a list of %snumbers from %s to %s"
              .formatted(whole ? "whole " : "", plain(low), plain(high));
      case Type.InputFile() -> "a file";
      case Type.InputFiles() -> "a list of files";
      case Type.Adapters() -> "a list of adapters, FILE or FILE:scale";
      case Type.DateTime() -> "a date and time, \"YYYY-MM-DD HH:MM:SS\"";
      case Type.Open() -> "a map";
    };
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /// A value in its plain form.
  ///
  /// @param problems to which it goes when it is not allowed
  public Object checked(Setting setting, List<Problem> problems) {
    return Values.check(this, setting, problems);
  }

  /// Whether a value is a list.
  public boolean isList() {
    return switch (type) {
      case Type.Texts _, Type.Choices _, Type.Numbers _, Type.InputFiles _, Type.Adapters _ -> true;
      default -> false;
    };
  }

  /// The part of the configuration it belongs to: `caps` of `caps.thinking`; empty for one that
  /// stands alone.
  public String section() {
    return name.contains(".") ? name.substring(0, name.indexOf('.')) : "";
  }

  /// The environment variable that sets it: `FOREGONE_CAPS_THINKING`.
  public String variable() {
    return "FOREGONE_"
        + name.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /// The key called so.
  public static Optional<Key> named(String name) {
    return Keys.ALL.stream().filter(k -> k.name.equals(name)).findFirst();
  }
}
