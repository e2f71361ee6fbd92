package graft.data;

import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.table.Table;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of labels: names, whole numbers that are names or indices, or a 0 or 1 for each label
 * where all rows have as many as there are labels (multi-hot). All rows of a file are read one way;
 * what is wrong in a list is an {@link IllegalArgumentException}. Confined to one thread.
 */
public final class LabelLists {
  /** Rows that are looked at to find out which way; what comes behind them must agree. */
  private static final int MOST_ROWS = 20_000;

  private final Labels labels;
  private @Nullable Boolean areNames;
  private @Nullable Boolean areBits;

  LabelLists(Labels labels) {
    this.labels = labels;
  }

  /** The labels of a row by names that {@link Labels#id} knows or refuses. */
  List<String> names(List<?> given) {
    if (given.isEmpty()) {
      return List.of();
    }
    boolean isNames = given.stream().noneMatch(LabelLists::isNumber);
    boolean isNumbers = given.stream().allMatch(LabelLists::isWhole);
    if ((!isNames && !isNumbers) || (areNames != null && areNames != isNames)) {
      throw new IllegalArgumentException(
          "labels must be read one way in all rows: names, whole numbers, or a 0 or 1 for each label; found "
              + given);
    }
    areNames = isNames;
    if (isNames) {
      return given.stream().map(String::valueOf).toList();
    }
    boolean isBits = isBits(given);
    if (areBits != null && areBits != isBits) {
      throw new IllegalArgumentException(
          "labels must be read one way in all rows: a 0 or 1 for each of %d labels, or the numbers of those that a row has; found %s"
              .formatted(labels.size(), given));
    }
    areBits = isBits;
    return isBits ? ofBits(given) : ofNumbers(given);
  }

  private List<String> ofBits(List<?> given) {
    return IntStream.range(0, given.size())
        .filter(i -> isOne(given.get(i)))
        .mapToObj(labels.names()::get)
        .toList();
  }

  private List<String> ofNumbers(List<?> given) {
    if (new HashSet<>(given).size() < given.size()) {
      throw new IllegalArgumentException(
          "labels has a number twice, so it must hold a 0 or 1 for each of %d labels; found %s"
              .formatted(labels.size(), given));
    }
    return given.stream().map(String::valueOf).toList();
  }

  /** Of two labels that have numbers for names, a list is no telling. */
  private boolean isBits(List<?> given) {
    return given.size() > 1
        && given.size() == labels.size()
        && given.stream().allMatch(LabelLists::isBit)
        && (given.size() > 2 || !labels.hasNumbers());
  }

  /**
   * How many zeros and ones each row has, where all have as many and more than one; empty where
   * rows say their labels otherwise.
   */
  public static OptionalInt width(Table table, ColumnMapping mapping) {
    String column = mapping.column(Field.LABELS).orElseThrow();
    int width = 0;
    for (int rows = 0; table.hasNext() && rows < MOST_ROWS; rows++) {
      if (!(table.next().values().get(column) instanceof List<?> list)
          || list.size() < 2
          || (width != 0 && list.size() != width)
          || !list.stream().allMatch(LabelLists::isBit)) {
        return OptionalInt.empty();
      }
      width = list.size();
    }
    return width == 0 ? OptionalInt.empty() : OptionalInt.of(width);
  }

  private static boolean isNumber(@Nullable Object value) {
    return value instanceof Number || value instanceof Boolean;
  }

  private static boolean isWhole(@Nullable Object value) {
    return value instanceof Boolean
        || (value instanceof Number number && number.doubleValue() % 1 == 0);
  }

  private static boolean isBit(@Nullable Object value) {
    return value instanceof Boolean
        || (value instanceof Number number
            && (number.doubleValue() == 0 || number.doubleValue() == 1));
  }

  private static boolean isOne(@Nullable Object value) {
    return value instanceof Boolean truth
        ? truth
        : value instanceof Number number && number.doubleValue() == 1;
  }
}
