package graft.template.builtin;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** {@code datetime.strftime} of a time without a zone, in the C locale of glibc. */
record Strftime(LocalDateTime time) {
  String format(String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        text.append(c);
        continue;
      }
      int from = i++;
      char flag = "-_0^#".indexOf(format.charAt(i)) >= 0 ? format.charAt(i) : ' ';
      i += flag == ' ' ? 0 : 1;
      String value = i < format.length() ? value(format.charAt(i), flag) : "";
      boolean isKnown = i < format.length() && !value.equals("\0");
      text.append(isKnown ? value : format.substring(from, Math.min(i + 1, format.length())));
    }
    return text.toString();
  }

  /** What a letter stands for; a zero character if it stands for nothing. */
  private String value(char letter, char flag) {
    return switch (letter) {
      case 'Y' -> String.valueOf(time.getYear());
      case 'C' -> number(time.getYear() / 100, 2, '0', flag);
      case 'y' -> number(time.getYear() % 100, 2, '0', flag);
      case 'm' -> number(time.getMonthValue(), 2, '0', flag);
      case 'd' -> number(time.getDayOfMonth(), 2, '0', flag);
      case 'e' -> number(time.getDayOfMonth(), 2, ' ', flag);
      case 'H' -> number(time.getHour(), 2, '0', flag);
      case 'k' -> number(time.getHour(), 2, ' ', flag);
      case 'I' -> number(hourOfHalf(), 2, '0', flag);
      case 'l' -> number(hourOfHalf(), 2, ' ', flag);
      case 'M' -> number(time.getMinute(), 2, '0', flag);
      case 'S' -> number(time.getSecond(), 2, '0', flag);
      case 'f' -> "%06d".formatted(time.getNano() / 1_000);
      case 'j' -> number(time.getDayOfYear(), 3, '0', flag);
      case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
      case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
      case 'U' -> number(weekFrom(time.getDayOfWeek().getValue() % 7), 2, '0', flag);
      case 'W' -> number(weekFrom(time.getDayOfWeek().getValue() - 1), 2, '0', flag);
      case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', flag);
      case 'G' -> String.valueOf(time.get(IsoFields.WEEK_BASED_YEAR));
      case 'g' -> number(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, '0', flag);
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'P' -> time.getHour() < 12 ? "am" : "pm";
      default -> words(letter, flag);
    };
  }

  private String words(char letter, char flag) {
    String word =
        switch (letter) {
          case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
          case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
          // The JDK may call September "Sept".
          case 'b', 'h' ->
              time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
          case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
          case 'c' -> format("%a %b %e %H:%M:%S %Y");
          case 'D', 'x' -> format("%m/%d/%y");
          case 'F' -> format("%Y-%m-%d");
          case 'R' -> format("%H:%M");
          case 'T', 'X' -> format("%H:%M:%S");
          case 'r' -> format("%I:%M:%S %p");
          case 'z', 'Z' -> "";
          case 'n' -> "\n";
          case 't' -> "\t";
          case '%' -> "%";
          default -> "\0";
        };
    return flag == '^' ? word.toUpperCase(Locale.ROOT) : word;
  }

  private int hourOfHalf() {
    return (time.getHour() + 11) % 12 + 1;
  }

  /** The week of the year, where the first begins with the first day from which is counted. */
  private int weekFrom(int daysSince) {
    long day = ChronoUnit.DAYS.between(time.toLocalDate().withDayOfYear(1), time.toLocalDate());
    return (int) ((day + 7 - daysSince) / 7);
  }

  private static String number(int value, int width, char usual, char flag) {
    char fill =
        switch (flag) {
          case '_' -> ' ';
          case '0' -> '0';
          default -> usual;
        };
    String digits = String.valueOf(value);
    return flag == '-'
        ? digits
        : String.valueOf(fill).repeat(Math.max(0, width - digits.length())) + digits;
  }
}
