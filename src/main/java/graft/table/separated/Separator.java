package graft.table.separated;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands between fields.
 *
 * @param isSaid whether the first line says it, as spreadsheets write {@code sep=;}
 */
public record Separator(char character, boolean isSaid) {
  private static final List<Character> KNOWN = List.of(',', '\t', ';', '|');
  private static final int MOST_RECORDS = 50;
  private static final double MOST = 0.9;
  private static final Pattern SAID =
      Pattern.compile("(?i)\"?sep=([^\\r\\n\"])\"?\\r?\\n[\\s\\S]*");

  /**
   * Finds the separator that the header and most records below it agree on.
   *
   * @param head the first bytes
   * @param promised what the filename says; taken where it fits as well as any
   */
  public static Separator of(byte[] head, char promised) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    Matcher said = SAID.matcher(text);
    if (said.matches()) {
      return new Separator(said.group(1).charAt(0), true);
    }
    Fit first = Fit.of(text, promised);
    Fit best = first;
    for (char other : KNOWN) {
      Fit fit = Fit.of(text, other);
      boolean isBetter = fit.fields() > 1 && fit.share() >= 0.5 && fit.isBetterThan(best);
      best = isBetter && (first.fields() == 1 || first.share() < MOST) ? fit : best;
    }
    return new Separator(best.separator(), false);
  }

  /** As messages and the file's record have it. */
  public String word() {
    return switch (character) {
      case ',' -> "commas";
      case '\t' -> "tabs";
      case ';' -> "semicolons";
      case '|' -> "bars";
      default -> "the character " + character;
    };
  }

  /**
   * How well a separator fits.
   *
   * @param fields of the first record
   * @param share of the records that have as many
   */
  private record Fit(char separator, int fields, double share) {
    static Fit of(String text, char separator) {
      List<Integer> counts = counts(text, separator);
      long alike = counts.stream().filter(counts.getFirst()::equals).count();
      return new Fit(separator, counts.getFirst(), (double) alike / counts.size());
    }

    boolean isBetterThan(Fit other) {
      if (other.fields() == 1 || share != other.share()) {
        return other.fields() == 1 || share > other.share();
      }
      return fields > other.fields();
    }

    /** Fields of the first records, at least one; quoted ones may hold anything. */
    private static List<Integer> counts(String text, char separator) {
      List<Integer> counts = new ArrayList<>();
      int fields = 1;
      boolean isQuoted = false;
      boolean isStart = true;
      for (int i = 0; i < text.length() && counts.size() < MOST_RECORDS; i++) {
        char c = text.charAt(i);
        if (c == '"' && (isStart || isQuoted)) {
          isQuoted = !isQuoted;
          isStart = false;
        } else if (!isQuoted && c == separator) {
          fields++;
          isStart = true;
        } else if (!isQuoted && c == '\n') {
          boolean isBlank = fields == 1 && isStart;
          if (!isBlank) {
            counts.add(fields);
          }
          fields = 1;
          isStart = true;
        } else if (c != '\r') {
          // A doubled quote closes and opens again.
          isStart = false;
        }
      }
      if (counts.isEmpty()) {
        counts.add(fields);
      }
      return counts;
    }
  }
}
