package org.foregone.dialogue.jinja;

import static org.foregone.dialogue.jinja.Py.None.NONE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.foregone.dialogue.jinja.Py.Tuple;
import org.jspecify.annotations.Nullable;

/// The methods of `str` that search it or cut it to pieces.
final class Splitting {
  private Splitting() {}

  static Py.@Nullable Callable find(String self, String name) {
    return switch (name) {
      case "split" -> (a, e) -> split(self, a, e, false);
      case "rsplit" -> (a, e) -> split(self, a, e, true);
      case "splitlines" ->
          (a, e) -> Text.lines(self, Operations.truth(a.get(0, "keepends", false)));
      case "partition" -> (a, e) -> partition(self, StringMethods.text(a.need(0, "sep")), false);
      case "rpartition" -> (a, e) -> partition(self, StringMethods.text(a.need(0, "sep")), true);
      case "startswith" -> (a, e) -> affix(self, a, true);
      case "endswith" -> (a, e) -> affix(self, a, false);
      case "find" -> (a, e) -> search(self, a, false);
      case "rfind" -> (a, e) -> search(self, a, true);
      case "index" -> (a, e) -> found(search(self, a, false));
      case "rindex" -> (a, e) -> found(search(self, a, true));
      case "count" -> (a, e) -> count(self, a);
      default -> null;
    };
  }

  private static Object split(String self, Arguments a, Evaluator evaluator, boolean fromRight) {
    a.expect(fromRight ? "rsplit" : "split", "sep", "maxsplit");
    Object separator = a.get(0, "sep", NONE);
    int limit = Operations.integer(a.get(1, "maxsplit", -1L));
    int most = limit < 0 ? Integer.MAX_VALUE : limit;
    List<Object> parts;
    if (separator == NONE) {
      parts = fromRight ? wordsFromRight(self, most) : words(self, most);
    } else {
      String by = StringMethods.text(separator);
      if (by.isEmpty()) {
        throw new TemplateException("empty separator");
      }
      parts = fromRight ? cutFromRight(self, by, most) : cut(self, by, most);
    }
    evaluator.budget.steps(parts.size());
    evaluator.budget.characters(self.length());
    return parts;
  }

  private static List<Object> cut(String self, String by, int most) {
    List<Object> parts = new ArrayList<>();
    int from = 0;
    for (int at = self.indexOf(by); at >= 0 && parts.size() < most; at = self.indexOf(by, from)) {
      parts.add(self.substring(from, at));
      from = at + by.length();
    }
    parts.add(self.substring(from));
    return parts;
  }

  private static List<Object> cutFromRight(String self, String by, int most) {
    List<Object> parts = new ArrayList<>();
    int to = self.length();
    while (parts.size() < most && to >= by.length()) {
      int at = self.lastIndexOf(by, to - by.length());
      if (at < 0) {
        break;
      }
      parts.add(self.substring(at + by.length(), to));
      to = at;
    }
    parts.add(self.substring(0, to));
    Collections.reverse(parts);
    return parts;
  }

  private static List<Object> words(String self, int most) {
    List<Object> parts = new ArrayList<>();
    String rest = Text.lstrip(self);
    int from = 0;
    while (from < rest.length()) {
      if (parts.size() == most) {
        parts.add(rest.substring(from));
        break;
      }
      int to = from;
      while (to < rest.length() && !Text.isSpace(rest.charAt(to))) {
        to++;
      }
      parts.add(rest.substring(from, to));
      from = to;
      while (from < rest.length() && Text.isSpace(rest.charAt(from))) {
        from++;
      }
    }
    return parts;
  }

  private static List<Object> wordsFromRight(String self, int most) {
    List<Object> parts = new ArrayList<>();
    String rest = Text.rstrip(self);
    while (!rest.isEmpty()) {
      if (parts.size() == most) {
        parts.add(rest);
        break;
      }
      int from = rest.length();
      while (from > 0 && !Text.isSpace(rest.charAt(from - 1))) {
        from--;
      }
      parts.add(rest.substring(from));
      rest = Text.rstrip(rest.substring(0, from));
    }
    Collections.reverse(parts);
    return parts;
  }

  private static Tuple partition(String self, String by, boolean last) {
    if (by.isEmpty()) {
      throw new TemplateException("empty separator");
    }
    int at = last ? self.lastIndexOf(by) : self.indexOf(by);
    if (at < 0) {
      return last ? Tuple.of("", "", self) : Tuple.of(self, "", "");
    }
    return Tuple.of(self.substring(0, at), by, self.substring(at + by.length()));
  }

  /// The part of `self` between the code points that arguments 1 and 2 name, and where it begins.
  private record Window(String text, int start) {
    static @Nullable Window of(String self, Arguments a) {
      int size = Text.length(self);
      int start = bound(a.get(1, "start", NONE), 0, size);
      int end = Math.min(bound(a.get(2, "end", NONE), size, size), size);
      if (start > end) {
        return null;
      }
      int from = self.offsetByCodePoints(0, start);
      return new Window(self.substring(from, self.offsetByCodePoints(from, end - start)), start);
    }

    private static int bound(Object place, int otherwise, int size) {
      if (place == NONE) {
        return otherwise;
      }
      int at = Operations.integer(place);
      return at < 0 ? Math.max(0, at + size) : at;
    }
  }

  private static boolean affix(String self, Arguments a, boolean prefix) {
    Object wanted = a.need(0, "affix");
    Window window = Window.of(self, a);
    List<?> any = wanted instanceof Tuple t ? t.items() : List.of(wanted);
    for (Object one : any) {
      if (Operations.string(one) == null) {
        throw new TemplateException(
            (prefix ? "startswith" : "endswith")
                + " first arg must be str or a tuple of str, not "
                + Operations.type(one));
      }
      String text = StringMethods.text(one);
      if (window != null && (prefix ? window.text.startsWith(text) : window.text.endsWith(text))) {
        return true;
      }
    }
    return false;
  }

  private static long search(String self, Arguments a, boolean last) {
    String wanted = StringMethods.text(a.need(0, "sub"));
    Window window = Window.of(self, a);
    if (window == null) {
      return -1;
    }
    int at = last ? window.text.lastIndexOf(wanted) : window.text.indexOf(wanted);
    return at < 0 ? -1 : window.start + window.text.codePointCount(0, at);
  }

  private static Object found(long at) {
    if (at < 0) {
      throw new TemplateException("substring not found");
    }
    return at;
  }

  private static Object count(String self, Arguments a) {
    String wanted = StringMethods.text(a.need(0, "sub"));
    Window window = Window.of(self, a);
    if (window == null) {
      return 0L;
    }
    if (wanted.isEmpty()) {
      return Text.length(window.text) + 1L;
    }
    return cut(window.text, wanted, Integer.MAX_VALUE).size() - 1L;
  }
}
