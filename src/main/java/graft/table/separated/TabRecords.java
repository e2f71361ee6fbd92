package graft.table.separated;

import graft.table.source.FaultLog;
import graft.table.source.Lines;
import graft.table.source.Notes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records between tabs. A field in quotes may hold line feeds and doubled quotes, but no tab behind
 * a line feed: a quote that would close only there is a character like any other.
 */
final class TabRecords implements Records {
  private static final int MOST_LINES = 100;
  private static final String LONE =
      "fields that begin with a quote which is not closed in them, read as they stand";

  private final Lines lines;
  private final int mostFields;
  private final FaultLog faults;
  private final Notes notes;

  /** Lines that were looked at already. */
  private final Deque<Line> ahead = new ArrayDeque<>();

  /** Fields of the header; 0 before it. */
  private int width;

  private long line = 1;
  private String text = "";
  private int at;

  private record Line(long number, String text) {}

  TabRecords(Lines lines, int mostFields, FaultLog faults, Notes notes) {
    this.lines = lines;
    this.mostFields = mostFields;
    this.faults = faults;
    this.notes = notes;
  }

  @Override
  public @Nullable List<String> next() {
    for (Line next = take(); next != null; next = take()) {
      if (!next.text().isEmpty()) {
        line = next.number();
        text = next.text();
        return fields();
      }
    }
    return null;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public void close() {
    lines.close();
  }

  private @Nullable List<String> fields() {
    List<String> fields = new ArrayList<>();
    at = 0;
    boolean isMore = true;
    while (isMore) {
      if (fields.size() > mostFields) {
        faults.addLast(line, 1, "this row has more than " + mostFields + " fields, the limit");
        return null;
      }
      fields.add(field(fields.size() + 1));
      isMore = at < text.length();
      at++;
    }
    width = width == 0 ? fields.size() : width;
    return fields;
  }

  /**
   * Leaves {@code at} at the tab behind the field, or at the end.
   *
   * @param number counted from 1
   */
  private String field(int number) {
    if (at < text.length() && text.charAt(at) == '"') {
      int close = close(text, at + 1);
      if (close >= 0) {
        return quoted(close);
      }
      if (text.indexOf('\t', at) < 0 && joins(number)) {
        return quoted(close(text, at + 1));
      }
      notes.count(LONE);
    }
    int tab = text.indexOf('\t', at);
    int end = tab < 0 ? text.length() : tab;
    String field = text.substring(at, end);
    at = end;
    return field;
  }

  private String quoted(int close) {
    String field = text.substring(at + 1, close).replace("\"\"", "\"");
    at = close + 1;
    return field;
  }

  /** Where the quote is closed before a tab or the end; -1 where it is not. */
  private static int close(String text, int from) {
    for (int i = text.indexOf('"', from); i >= 0; i = text.indexOf('"', i + 1)) {
      if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
        i++;
      } else {
        return i + 1 == text.length() || text.charAt(i + 1) == '\t' ? i : -1;
      }
    }
    return -1;
  }

  /**
   * Joins the lines below to this one as far as they end the quote, no tab comes before, and the
   * record gets no wider than the header.
   */
  private boolean joins(int number) {
    StringBuilder joined = new StringBuilder(text);
    List<Line> looked = new ArrayList<>();
    for (Line next = take(); next != null && looked.size() < MOST_LINES; next = take()) {
      looked.add(next);
      joined.append('\n').append(next.text());
      int quote = firstQuote(next.text());
      int tab = next.text().indexOf('\t');
      if (quote >= 0 || tab >= 0) {
        boolean isJoined =
            quote >= 0
                && (tab < 0 || quote < tab)
                && close(joined.toString(), at + 1) >= 0
                && (width == 0 || number + tabs(next.text()) <= width);
        if (isJoined) {
          text = joined.toString();
          return true;
        }
        break;
      }
    }
    looked.reversed().forEach(ahead::addFirst);
    return false;
  }

  private static long tabs(String text) {
    return text.chars().filter(c -> c == '\t').count();
  }

  /** The first quote of a line that is not doubled. */
  private static int firstQuote(String text) {
    for (int i = text.indexOf('"'); i >= 0; i = text.indexOf('"', i + 2)) {
      if (i + 1 >= text.length() || text.charAt(i + 1) != '"') {
        return i;
      }
    }
    return -1;
  }

  private @Nullable Line take() {
    if (!ahead.isEmpty()) {
      return ahead.removeFirst();
    }
    String next = lines.next();
    if (next == null) {
      return null;
    }
    String plain = next.endsWith("\r") ? next.substring(0, next.length() - 1) : next;
    return new Line(lines.number(), plain);
  }
}
