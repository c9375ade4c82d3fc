package org.foregone.dialogue.jinja;

import static org.foregone.dialogue.jinja.Py.None.NONE;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The methods of `str`; those of cutting and searching are in [Splitting].
final class StringMethods {
  private StringMethods() {}

  /// The method of that name, bound to `self`; null if there is none.
  static Py.@Nullable Callable find(String self, String name) {
    return switch (name) {
      case "upper" -> (a, e) -> Text.upper(self);
      case "lower" -> (a, e) -> Text.lower(self);
      case "casefold" -> (a, e) -> Text.lower(Text.upper(self));
      case "capitalize" -> (a, e) -> Text.capitalize(self);
      case "title" -> (a, e) -> Text.title(self);
      case "swapcase" -> (a, e) -> swapped(self);
      case "strip" -> (a, e) -> strip(self, a, true, true);
      case "lstrip" -> (a, e) -> strip(self, a, true, false);
      case "rstrip" -> (a, e) -> strip(self, a, false, true);
      case "removeprefix" ->
          (a, e) -> {
            String prefix = text(a.need(0, "prefix"));
            return self.startsWith(prefix) ? self.substring(prefix.length()) : self;
          };
      case "removesuffix" ->
          (a, e) -> {
            String suffix = text(a.need(0, "suffix"));
            return self.endsWith(suffix)
                ? self.substring(0, self.length() - suffix.length())
                : self;
          };
      case "replace" ->
          (a, e) ->
              replace(
                  self,
                  text(a.need(0, "old")),
                  text(a.need(1, "new")),
                  Operations.integer(a.get(2, "count", -1L)),
                  e.budget);
      case "join" -> (a, e) -> join(self, a.need(0, "iterable"), e);
      case "format" -> (a, e) -> Format.braces(self, a, e);
      case "isalpha" -> (a, e) -> all(self, Character::isLetter);
      case "isalnum" -> (a, e) -> all(self, c -> Character.isLetter(c) || isNumeric(c));
      case "isdigit", "isdecimal" -> (a, e) -> all(self, Character::isDigit);
      case "isnumeric" -> (a, e) -> all(self, StringMethods::isNumeric);
      case "isspace" -> (a, e) -> all(self, Text::isSpace);
      case "isprintable" -> (a, e) -> self.isEmpty() || all(self, Printer::isPrintable);
      case "isascii" -> (a, e) -> self.isEmpty() || all(self, c -> c < 128);
      case "isidentifier" -> (a, e) -> isIdentifier(self);
      case "isupper" -> (a, e) -> isUpper(self);
      case "islower" -> (a, e) -> isLower(self);
      case "istitle" ->
          (a, e) -> self.codePoints().anyMatch(Text::isCased) && self.equals(Text.title(self));
      case "ljust" -> (a, e) -> justify(self, a, e, 0);
      case "rjust" -> (a, e) -> justify(self, a, e, 1);
      case "center" -> (a, e) -> justify(self, a, e, 2);
      case "zfill" -> (a, e) -> zeros(self, Operations.integer(a.need(0, "width")), e);
      default -> Splitting.find(self, name);
    };
  }

  /// The argument as a string, which it must be.
  static String text(Object value) {
    String text = Operations.string(value);
    if (text == null) {
      throw new TemplateException("must be str, not " + Operations.type(value));
    }
    return text;
  }

  static boolean all(String text, IntPredicate is) {
    return !text.isEmpty() && text.codePoints().allMatch(is);
  }

  private static boolean isNumeric(int c) {
    int type = Character.getType(c);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  private static boolean isIdentifier(String text) {
    return !text.isEmpty()
        && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
        && text.codePoints().allMatch(c -> c == '_' || Character.isUnicodeIdentifierPart(c));
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Text::isCased)
        && text.codePoints().noneMatch(Character::isLowerCase);
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Text::isCased)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  private static String swapped(String text) {
    StringBuilder out = new StringBuilder();
    for (Object character : Text.characters(text)) {
      String c = (String) character;
      out.append(isUpper(c) ? Text.lower(c) : Text.upper(c));
    }
    return out.toString();
  }

  private static String strip(String self, Arguments arguments, boolean left, boolean right) {
    Object set = arguments.get(0, "chars", NONE);
    if (set != NONE) {
      return Text.strip(self, text(set), left, right);
    }
    String text = left ? Text.lstrip(self) : self;
    return right ? Text.rstrip(text) : text;
  }

  /// `str.replace`; a negative count is no limit.
  static String replace(String self, String old, String by, int count, Budget budget) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    int done = 0;
    while (count < 0 || done < count) {
      int found = self.indexOf(old, from + (old.isEmpty() && done > 0 ? 1 : 0));
      if (found < 0 || (old.isEmpty() && done > self.length())) {
        break;
      }
      budget.characters(by.length());
      budget.step();
      out.append(self, from, found).append(by);
      from = found + old.length();
      done++;
    }
    return done == 0 ? self : budget.text(out.append(self, from, self.length()).toString());
  }

  private static String join(String self, Object iterable, Evaluator evaluator) {
    List<Object> items = evaluator.operations.items(iterable);
    List<String> texts = new ArrayList<>(items.size());
    long length = (long) self.length() * items.size();
    for (Object item : items) {
      String text = Operations.string(item);
      if (text == null) {
        throw new TemplateException(
            "sequence item %d: expected str instance, %s found"
                .formatted(texts.size(), Operations.type(item)));
      }
      length += text.length();
      texts.add(text);
    }
    evaluator.budget.characters(length);
    return String.join(self, texts);
  }

  private static String justify(String self, Arguments a, Evaluator evaluator, int parts) {
    int width = Operations.integer(a.need(0, "width"));
    String fill = text(a.get(1, "fillchar", " "));
    if (Text.length(fill) != 1) {
      throw new TemplateException("The fill character must be exactly one character long");
    }
    int missing = Math.max(0, width - Text.length(self));
    // Python's center puts the odd blank to the left only when the width is odd.
    int left = parts == 0 ? 0 : parts == 1 ? missing : missing / 2 + (missing & width & 1);
    return evaluator.operations.repeat(fill, left)
        + self
        + evaluator.operations.repeat(fill, missing - left);
  }

  private static String zeros(String self, int width, Evaluator evaluator) {
    String zeros = evaluator.operations.repeat("0", Math.max(0, width - Text.length(self)));
    return self.startsWith("-") || self.startsWith("+")
        ? self.charAt(0) + zeros + self.substring(1)
        : zeros + self;
  }
}
