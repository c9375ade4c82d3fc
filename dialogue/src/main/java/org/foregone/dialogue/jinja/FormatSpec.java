package org.foregone.dialogue.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Python's format specification `[[fill]align][sign][#][0][width][,][.precision][type]`.
final class FormatSpec {
  private static final Pattern SPEC =
      Pattern.compile(
          "(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alt>#)?(?<zero>0)?(?<width>\\d+)?"
              + "(?<group>[,_])?(?:\\.(?<precision>\\d+))?(?<type>[bcdeEfFgGnosxX%])?",
          Pattern.DOTALL);
  private static final int MOST_DIGITS = 1_000;

  private final String fill;
  private final char align;
  private final String sign;
  private final boolean alternate;
  private final int width;
  private final String group;
  private final int precision;
  private final char type;

  FormatSpec(String spec) {
    Matcher matcher = SPEC.matcher(spec);
    if (!matcher.matches()) {
      throw new TemplateException("Invalid format specifier '" + spec + "'");
    }
    boolean zero = matcher.group("zero") != null;
    String align = matcher.group("align");
    String fill = matcher.group("fill");
    this.fill = fill != null ? fill : zero ? "0" : " ";
    this.align = align != null ? align.charAt(0) : zero ? '=' : ' ';
    this.sign = matcher.group("sign") == null ? "-" : matcher.group("sign");
    this.alternate = matcher.group("alt") != null;
    this.width = integer(matcher.group("width"), 0);
    this.group = matcher.group("group") == null ? "" : matcher.group("group");
    this.precision = integer(matcher.group("precision"), -1);
    this.type = matcher.group("type") == null ? ' ' : matcher.group("type").charAt(0);
  }

  private static int integer(@org.jspecify.annotations.Nullable String digits, int otherwise) {
    return digits == null
        ? otherwise
        : new BigInteger(digits).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
  }

  String text(String text, Evaluator evaluator) {
    if (type != ' ' && type != 's') {
      throw new TemplateException("Unknown format code '" + type + "' for object of type 'str'");
    }
    String shown =
        precision >= 0 && precision < Text.length(text)
            ? text.substring(0, text.offsetByCodePoints(0, precision))
            : text;
    return padded("", shown, '<', evaluator);
  }

  String number(Object number, Evaluator evaluator) {
    if (precision > MOST_DIGITS) {
      throw new TemplateException("a precision of more than " + MOST_DIGITS + " digits");
    }
    boolean whole = !(number instanceof Double);
    boolean negative =
        whole
            ? Numbers.big(number).signum() < 0
            : Numbers.toDouble(number) < 0 || 1 / Numbers.toDouble(number) < 0;
    String body =
        whole && "eEfFgG%".indexOf(type) < 0
            ? integer(Numbers.big(number).abs())
            : real(Math.abs(Numbers.toDouble(number)));
    String mark = negative ? "-" : sign.equals("-") ? "" : sign;
    return padded(mark, body, '>', evaluator);
  }

  private String integer(BigInteger size) {
    return switch (type) {
      case 'x' -> (alternate ? "0x" : "") + size.toString(16);
      case 'X' -> (alternate ? "0X" : "") + Text.upper(size.toString(16));
      case 'o' -> (alternate ? "0o" : "") + size.toString(8);
      case 'b' -> (alternate ? "0b" : "") + size.toString(2);
      case 'c' -> Character.toString(size.intValueExact());
      case ' ', 'd', 'n' -> grouped(size.toString());
      default ->
          throw new TemplateException(
              "Unknown format code '" + type + "' for object of type 'int'");
    };
  }

  private String real(double size) {
    if (Double.isNaN(size) || Double.isInfinite(size)) {
      String name = Numbers.repr(size);
      return Character.isUpperCase(type) ? Text.upper(name) : name;
    }
    int digits = precision < 0 ? 6 : precision;
    return switch (type) {
      case 'f', 'F' -> grouped(fixed(size, digits));
      case '%' -> grouped(fixed(size * 100, digits)) + "%";
      case 'e' -> scientific(size, digits);
      case 'E' -> Text.upper(scientific(size, digits));
      case 'g', 'n' -> grouped(general(size, digits));
      case 'G' -> Text.upper(general(size, digits));
      case ' ' -> grouped(precision < 0 ? Numbers.repr(size) : shortGeneral(size, digits));
      default ->
          throw new TemplateException(
              "Unknown format code '" + type + "' for object of type 'float'");
    };
  }

  private static String fixed(double size, int digits) {
    return new BigDecimal(size).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String scientific(double size, int digits) {
    BigDecimal rounded = rounded(size, digits + 1);
    String text = rounded.unscaledValue().toString();
    text += "0".repeat(Math.max(0, digits + 1 - text.length()));
    return text.charAt(0)
        + (digits > 0 ? "." + text.substring(1, digits + 1) : "")
        + Numbers.exponent(exponent(rounded));
  }

  private String general(double size, int digits) {
    int significant = Math.max(1, digits);
    int exponent = exponent(rounded(size, significant));
    if (exponent < -4 || exponent >= significant) {
      String text = scientific(size, significant - 1);
      int mark = text.indexOf('e');
      return alternate ? text : shortened(text.substring(0, mark)) + text.substring(mark);
    }
    String text = fixed(size, significant - 1 - exponent);
    return alternate ? text : shortened(text);
  }

  /// A precision without a type: as `g`, but always with a digit behind the point.
  private String shortGeneral(double size, int digits) {
    int significant = Math.max(1, digits);
    int exponent = exponent(rounded(size, significant));
    String text = general(size, exponent == significant - 1 ? significant - 1 : significant);
    return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
  }

  private static BigDecimal rounded(double size, int significant) {
    return new BigDecimal(size).round(new MathContext(significant, RoundingMode.HALF_EVEN));
  }

  private static int exponent(BigDecimal value) {
    return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
  }

  private static String shortened(String digits) {
    return digits.indexOf('.') < 0 ? digits : digits.replaceFirst("\\.?0+$", "");
  }

  private String grouped(String digits) {
    if (group.isEmpty()) {
      return digits;
    }
    int point = digits.indexOf('.') < 0 ? digits.length() : digits.indexOf('.');
    return digits.substring(0, point).replaceAll("(?<=\\d)(?=(?:\\d{3})+$)", group)
        + digits.substring(point);
  }

  private String padded(String mark, String body, char usual, Evaluator evaluator) {
    int missing = Math.max(0, width - Text.length(mark) - Text.length(body));
    char side = align == ' ' || (align == '=' && usual == '<') ? usual : align;
    int before = side == '<' ? 0 : side == '^' ? missing / 2 : missing;
    String left = evaluator.operations.repeat(fill, before);
    String right = evaluator.operations.repeat(fill, missing - before);
    return side == '=' ? mark + left + body : left + mark + body + right;
  }
}
