package org.foregone.dialogue.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Python's int and float: ints without bound (`Long` where it fits, else `BigInteger`), booleans
/// counting as 0 and 1, division rounding down, floats printed shortest.
final class Numbers {
  private static final int BITS = 200_000;

  private Numbers() {}

  static Object of(BigInteger value) {
    return value.bitLength() < 64 ? (Object) value.longValue() : value;
  }

  /// The value as Long, BigInteger or Double; null if it is no number.
  static @Nullable Object number(Object value) {
    return switch (value) {
      case Long l -> l;
      case Double d -> d;
      case BigInteger b -> b;
      case Boolean b -> b ? 1L : 0L;
      default -> null;
    };
  }

  static BigInteger big(Object integer) {
    return integer instanceof BigInteger b ? b : BigInteger.valueOf((Long) integer);
  }

  static double toDouble(Object number) {
    return ((Number) number).doubleValue();
  }

  /// `a operator b` on what [#number] gave.
  static Object binary(String operator, Object a, Object b) {
    if (a instanceof Double || b instanceof Double) {
      return floats(operator, toDouble(a), toDouble(b));
    }
    BigInteger x = big(a);
    BigInteger y = big(b);
    return switch (operator) {
      case "+" -> of(x.add(y));
      case "-" -> of(x.subtract(y));
      case "*" -> {
        bits((long) x.bitLength() + y.bitLength());
        yield of(x.multiply(y));
      }
      case "/" -> floats("/", x.doubleValue(), y.doubleValue());
      case "//" -> of(floorDivide(x, y)[0]);
      case "%" -> of(floorDivide(x, y)[1]);
      default -> power(x, y);
    };
  }

  private static Object power(BigInteger x, BigInteger y) {
    if (y.signum() < 0) {
      return floats("**", x.doubleValue(), y.doubleValue());
    }
    if (x.bitLength() <= 1 && x.signum() >= 0) {
      return y.signum() == 0 ? 1L : of(x);
    }
    if (y.bitLength() > 31) {
      bits(Long.MAX_VALUE);
    }
    bits(x.bitLength() * y.longValue());
    return of(x.pow(y.intValue()));
  }

  private static void bits(long count) {
    if (count > BITS) {
      throw new TemplateException("a number of more than " + BITS + " bits; use smaller numbers");
    }
  }

  private static Object floats(String operator, double x, double y) {
    if (y == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw new TemplateException("division by zero");
    }
    return switch (operator) {
      case "+" -> x + y;
      case "-" -> x - y;
      case "*" -> x * y;
      case "/" -> x / y;
      case "//" -> Math.floor((x - floorMod(x, y)) / y + 0.5);
      case "%" -> floorMod(x, y);
      default -> StrictMath.pow(x, y);
    };
  }

  private static double floorMod(double x, double y) {
    double rest = x % y;
    return rest != 0 && rest < 0 != y < 0 ? rest + y : rest == 0 ? Math.copySign(0.0, y) : rest;
  }

  private static BigInteger[] floorDivide(BigInteger x, BigInteger y) {
    if (y.signum() == 0) {
      throw new TemplateException("division by zero");
    }
    BigInteger[] both = x.divideAndRemainder(y);
    if (both[1].signum() != 0 && both[1].signum() != y.signum()) {
      both[0] = both[0].subtract(BigInteger.ONE);
      both[1] = both[1].add(y);
    }
    return both;
  }

  static Object negate(Object number) {
    return number instanceof Double d ? -d : of(big(number).negate());
  }

  /// Order of what [#number] gave; exact between int and float.
  static int compare(Object a, Object b) {
    if (a instanceof Double || b instanceof Double) {
      double x = toDouble(a);
      double y = toDouble(b);
      if (Double.isInfinite(x)
          || Double.isInfinite(y)
          || (a instanceof Double && b instanceof Double)) {
        return x < y ? -1 : x == y ? 0 : 1;
      }
      return decimal(a).compareTo(decimal(b));
    }
    return big(a).compareTo(big(b));
  }

  private static BigDecimal decimal(Object number) {
    return number instanceof Double d ? new BigDecimal(d) : new BigDecimal(big(number));
  }

  static boolean isNan(Object number) {
    return number instanceof Double d && Double.isNaN(d);
  }

  static Object truncate(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new TemplateException("cannot convert float " + repr(value) + " to integer");
    }
    return of(new BigDecimal(value).toBigInteger());
  }

  /// Rounded to so many decimals, halves of the exact value to even.
  static double round(double value, int decimals) {
    if (Double.isNaN(value) || Double.isInfinite(value) || decimals > 320) {
      return value;
    }
    return new BigDecimal(value)
        .setScale(Math.max(decimals, -320), RoundingMode.HALF_EVEN)
        .doubleValue();
  }

  static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    String digits = decimal.unscaledValue().abs().toString();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = decimal.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + exponent(exponent);
  }

  /// `e+05`: a sign and at least two digits.
  static String exponent(int exponent) {
    int size = Math.abs(exponent);
    return "e" + (exponent < 0 ? "-" : "+") + (size < 10 ? "0" : "") + size;
  }
}
