package org.foregone.dialogue.jinja;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// `datetime.strftime` in the C locale, with glibc's `-`, `_` and `0` flags.
final class Strftime {
  private Strftime() {}

  static String format(String format, LocalDateTime at) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < format.length()) {
      char c = format.charAt(i++);
      if (c != '%' || i == format.length()) {
        out.append(c);
        continue;
      }
      char flag = format.charAt(i);
      boolean flagged = (flag == '-' || flag == '_' || flag == '0') && i + 1 < format.length();
      i += flagged ? 1 : 0;
      out.append(field(format.charAt(i++), flagged ? flag : ' ', at));
    }
    return out.toString();
  }

  private static String field(char directive, char flag, LocalDateTime at) {
    int hour12 = (at.getHour() + 11) % 12 + 1;
    int sundayFirst = at.getDayOfWeek().getValue() % 7;
    return switch (directive) {
      case 'a' -> at.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'A' -> at.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b', 'h' -> at.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'B' -> at.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'c' -> format("%a %b %e %H:%M:%S %Y", at);
      case 'C' -> number(at.getYear() / 100, 2, flag);
      case 'd' -> number(at.getDayOfMonth(), 2, flag);
      case 'D', 'x' -> format("%m/%d/%y", at);
      case 'e' -> number(at.getDayOfMonth(), 2, flag == ' ' ? '_' : flag);
      case 'f' -> number(at.get(ChronoField.MICRO_OF_SECOND), 6, ' ');
      case 'F' -> format("%Y-%m-%d", at);
      case 'G' -> number(at.get(IsoFields.WEEK_BASED_YEAR), 4, flag);
      case 'H' -> number(at.getHour(), 2, flag);
      case 'I' -> number(hour12, 2, flag);
      case 'j' -> number(at.getDayOfYear(), 3, flag);
      case 'k' -> number(at.getHour(), 2, flag == ' ' ? '_' : flag);
      case 'l' -> number(hour12, 2, flag == ' ' ? '_' : flag);
      case 'm' -> number(at.getMonthValue(), 2, flag);
      case 'M' -> number(at.getMinute(), 2, flag);
      case 'n' -> "\n";
      case 'p' -> at.getHour() < 12 ? "AM" : "PM";
      case 'P' -> at.getHour() < 12 ? "am" : "pm";
      case 'r' -> format("%I:%M:%S %p", at);
      case 'R' -> format("%H:%M", at);
      case 'S' -> number(at.getSecond(), 2, flag);
      case 't' -> "\t";
      case 'T', 'X' -> format("%H:%M:%S", at);
      case 'u' -> String.valueOf(at.getDayOfWeek().getValue());
      case 'U' -> number((at.getDayOfYear() + 6 - sundayFirst) / 7, 2, flag);
      case 'V' -> number(at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, flag);
      case 'w' -> String.valueOf(sundayFirst);
      case 'W' -> number((at.getDayOfYear() + 6 - (sundayFirst + 6) % 7) / 7, 2, flag);
      case 'y' -> number(at.getYear() % 100, 2, flag);
      case 'Y' -> String.valueOf(at.getYear());
      // A naive time has no zone.
      case 'z', 'Z' -> "";
      case '%' -> "%";
      default -> "%" + (flag == ' ' ? "" : flag) + directive;
    };
  }

  private static String number(int value, int width, char flag) {
    String digits = String.valueOf(value);
    String fill = flag == '-' ? "" : flag == '_' ? " " : "0";
    return fill.repeat(Math.max(0, width - digits.length())) + digits;
  }
}
