package org.foregone.dialogue.jinja;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a template into tokens, whitespace control done: `trim_blocks` (the newline after a block
/// is dropped), `lstrip_blocks` (blanks before a block that starts a line are dropped), `-` and
/// `+`.
final class Lexer {
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<float>(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+\\-]?(?:\\d+_)*\\d+"
              + "|\\.(?:\\d+_)*\\d+))"
              + "|0[bB](?<bin>(?:_?[01])+)|0[oO](?<oct>(?:_?[0-7])+)"
              + "|0[xX](?<hex>(?:_?[\\da-fA-F])+)|(?<dec>[1-9](?:_?\\d)*|0(?:_?0)*)");
  private static final Pattern RAW =
      Pattern.compile("\\{%[-+]?\\s*raw\\s*(?:-%}\\s*|%})", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern END_RAW =
      Pattern.compile(
          "\\{%([-+]?)\\s*endraw\\s*(?:\\+%}|-%}\\s*|%}\\n?)", Pattern.UNICODE_CHARACTER_CLASS);
  private static final String[] OPERATORS = {
    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ",", ";"
  };

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  /// The tokens of a source as [#normalise] gives it, ending with END.
  static List<Token> tokens(String source) {
    Lexer lexer = new Lexer(source);
    try {
      lexer.run();
    } catch (TemplateException e) {
      throw e.at(source, lexer.at);
    }
    return List.copyOf(lexer.tokens);
  }

  /// Newlines as `\n`, one newline at the end dropped.
  static String normalise(String source) {
    String text = source.replace("\r\n", "\n").replace('\r', '\n');
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private void run() {
    while (at < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        text(source.substring(at), at);
        at = source.length();
        break;
      }
      char kind = source.charAt(tag + 1);
      char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
      text(stripped(source.substring(at, tag), sign, kind != '{'), at);
      at = tag;
      lineStarting = false;
      switch (kind) {
        case '#' -> comment();
        case '%' -> {
          Matcher raw = RAW.matcher(source).region(at, source.length());
          if (raw.lookingAt()) {
            raw(raw.end());
          } else {
            tag(Token.Kind.BLOCK_BEGIN, Token.Kind.BLOCK_END, "%}", sign);
          }
        }
        default -> tag(Token.Kind.OUTPUT_BEGIN, Token.Kind.OUTPUT_END, "}}", sign);
      }
    }
    tokens.add(new Token(Token.Kind.END, "", source.length()));
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at);
        i >= 0 && i + 1 < source.length();
        i = source.indexOf('{', i + 1)) {
      char next = source.charAt(i + 1);
      if (next == '{' || next == '%' || next == '#') {
        return i;
      }
    }
    return -1;
  }

  private String stripped(String text, char sign, boolean block) {
    if (sign == '-') {
      return Text.rstrip(text);
    }
    if (sign != '+' && block) {
      int line = text.lastIndexOf('\n') + 1;
      if ((line > 0 || lineStarting) && Text.isBlank(text.substring(line))) {
        return text.substring(0, line);
      }
    }
    return text;
  }

  private void text(String text, int from) {
    if (!text.isEmpty()) {
      tokens.add(new Token(Token.Kind.TEXT, text, from));
    }
  }

  private void comment() {
    int end = source.indexOf("#}", at + 2);
    if (end < 0) {
      throw new TemplateException("this comment is never closed; add '#}'");
    }
    // A sign counts only when it does not overlap the opening "{#".
    char sign = end > at + 2 ? source.charAt(end - 1) : ' ';
    at = end + 2;
    afterTag(sign, true);
  }

  private void raw(int bodyBegin) {
    Matcher end = END_RAW.matcher(source);
    if (!end.find(bodyBegin)) {
      throw new TemplateException("this raw block is never closed; add '{% endraw %}'");
    }
    String sign = end.group(1);
    lineStarting = false;
    text(
        stripped(
            source.substring(bodyBegin, end.start()), sign.isEmpty() ? ' ' : sign.charAt(0), true),
        bodyBegin);
    at = end.end();
    lineStarting = source.charAt(at - 1) == '\n';
  }

  /// Whitespace after a closed tag: `-` takes all of it, otherwise a block takes one newline.
  private void afterTag(char sign, boolean block) {
    int from = at;
    if (sign == '-') {
      while (at < source.length() && Text.isSpace(source.charAt(at))) {
        at++;
      }
    } else if (block && sign != '+' && at < source.length() && source.charAt(at) == '\n') {
      at++;
    }
    lineStarting = at > from && source.charAt(at - 1) == '\n';
  }

  private void tag(Token.Kind begin, Token.Kind end, String close, char sign) {
    tokens.add(new Token(begin, source.substring(at, at + 2), at));
    int opened = at;
    at += sign == '-' || sign == '+' ? 3 : 2;
    Deque<Character> brackets = new ArrayDeque<>();
    while (at < source.length()) {
      char c = source.charAt(at);
      boolean block = end == Token.Kind.BLOCK_END;
      boolean signed = (c == '-' || (c == '+' && block)) && source.startsWith(close, at + 1);
      if (brackets.isEmpty() && (signed || source.startsWith(close, at))) {
        tokens.add(new Token(end, close, at));
        at += signed ? 3 : 2;
        afterTag(signed ? c : ' ', block);
        return;
      }
      if (Text.isSpace(c)) {
        at++;
      } else if (c == '\'' || c == '"') {
        string(c);
      } else if (c >= '0' && c <= '9') {
        number();
      } else if (c == '_' || Character.isUnicodeIdentifierStart(c)) {
        int from = at;
        while (at < source.length() && Character.isUnicodeIdentifierPart(source.charAt(at))) {
          at++;
        }
        tokens.add(new Token(Token.Kind.NAME, source.substring(from, at), from));
      } else {
        operator(brackets);
      }
    }
    at = opened;
    throw new TemplateException("this tag is never closed; add '" + close + "'");
  }

  private void string(char quote) {
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw new TemplateException("this string is never closed; add " + quote);
    }
    String text = Escapes.decode(source.substring(at + 1, end));
    tokens.add(new Token(Token.Kind.STRING, text, at));
    at = end + 1;
  }

  private void number() {
    Matcher number = NUMBER.matcher(source).region(at, source.length());
    if (!number.lookingAt()) {
      throw new TemplateException("this is not a number");
    }
    String text = number.group().replace("_", "");
    Object value;
    if (number.group("float") != null) {
      value = Double.parseDouble(text);
    } else if (number.group("dec") != null) {
      value = Numbers.of(new BigInteger(text));
    } else {
      int radix = number.group("bin") != null ? 2 : number.group("oct") != null ? 8 : 16;
      value = Numbers.of(new BigInteger(text.substring(2), radix));
    }
    tokens.add(new Token(Token.Kind.NUMBER, value, at));
    at = number.end();
  }

  private void operator(Deque<Character> brackets) {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, at)) {
        char c = operator.charAt(0);
        if (c == '(' || c == '[' || c == '{') {
          brackets.push(c == '(' ? ')' : c == '[' ? ']' : '}');
        } else if (c == ')' || c == ']' || c == '}') {
          if (brackets.isEmpty() || brackets.pop() != c) {
            throw new TemplateException("'" + c + "' closes nothing; remove it or open it before");
          }
        }
        tokens.add(new Token(Token.Kind.OPERATOR, operator, at));
        at += operator.length();
        return;
      }
    }
    throw new TemplateException("'" + source.charAt(at) + "' means nothing inside a tag");
  }
}
