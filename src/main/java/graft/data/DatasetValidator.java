package graft.data;

import graft.data.chat.RowForm;
import graft.data.column.ColumnMapping;
import graft.spec.Faults;
import graft.spec.job.TaskType;
import graft.table.Row;
import graft.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a file as a training does, but tokenizes none and keeps none, so that a user
 * hears at once of rows that cannot be trained on. Only so much is read as takes no longer than a
 * moment, counted in rows and characters, so that the same file has the same answer under any load;
 * the rest is left to the training.
 */
public record DatasetValidator(RowForm form, Dataset.Bounds bounds) {
  private static final int MOST_ROWS = 20_000;
  private static final int SCALAR = 4;

  private static final String NO_LABEL =
      "no row has a label at any position, so that there is nothing to learn";

  private static final String NO_ANSWER =
      "no question leaves room for a window with its whole answer within max_length, so that there"
          + " is nothing to learn; give a larger max_length";

  private static final String NO_TOKEN =
      "no row has a token to learn within max_length, so that there is nothing to learn; give longer"
          + " texts, or a larger max_length";

  private static final long MOST_CHARACTERS = 16_000_000;

  /** Why rows cannot be trained on that have nothing to compare with. */
  static String nothingToLearn(ColumnMapping mapping) {
    if (mapping.isReady()) {
      return NO_LABEL;
    }
    return switch (mapping.task().target()) {
      case SPAN -> NO_ANSWER;
      case TOKENS -> NO_TOKEN;
      case CLASS, CLASSES, SCORE, TAGS -> NO_LABEL;
    };
  }

  /**
   * Adds a fault with its line for each of the first 20 faulty rows.
   *
   * @return how many positions the longest row that was read has at least: its words, or its tokens
   *     where it has these
   */
  public int read(Table table, Faults faults) {
    ExampleReader reader = new ExampleReader(form, bounds);
    boolean isLabelled = false;
    long characters = 0;
    int longest = 0;
    for (int rows = 0; table.hasNext(); rows++) {
      boolean isEnough =
          rows == MOST_ROWS
              || faults.all().size() == Dataset.MOST_FAULTS
              || characters > MOST_CHARACTERS;
      if (isEnough) {
        return longest;
      }
      Row row = table.next();
      characters += size(row.values());
      longest = Math.max(longest, positions(row.values()));
      isLabelled |= reader.read(row, faults).filter(this::hasLabel).isPresent();
    }
    if (!isLabelled && faults.isEmpty()) {
      faults.add("", "invalid_file", nothingToLearn(form.mapping()));
    }
    return longest;
  }

  /** A word is a token or more; of several texts in a row the longest one counts. */
  private static int positions(@Nullable Object value) {
    return switch (value) {
      case String text -> words(text);
      case Map<?, ?> map ->
          map.values().stream().mapToInt(DatasetValidator::positions).max().orElse(0);
      case List<?> list
          when list.stream().noneMatch(item -> item instanceof Map || item instanceof List) ->
          list.size();
      case List<?> list -> list.stream().mapToInt(DatasetValidator::positions).max().orElse(0);
      case null, default -> 1;
    };
  }

  private static int words(String text) {
    int words = 0;
    boolean isInWord = false;
    for (int i = 0; i < text.length(); i++) {
      boolean isBlank = Character.isWhitespace(text.charAt(i));
      words += !isBlank && !isInWord ? 1 : 0;
      isInWord = !isBlank;
    }
    return words;
  }

  /** About as many characters as a value has when it is written. */
  private static long size(@Nullable Object value) {
    return switch (value) {
      case String text -> text.length();
      case Map<?, ?> map -> map.values().stream().mapToLong(DatasetValidator::size).sum();
      case List<?> list -> list.stream().mapToLong(DatasetValidator::size).sum();
      case null, default -> SCALAR;
    };
  }

  /** Only the labels of ready ids may all be left out. */
  private boolean hasLabel(Example example) {
    return !(example instanceof Example.Ready(_, _, _, int[] target))
        || hasLabel(form.mapping().task(), target);
  }

  /** Whether a loss has something to compare a row with. */
  static boolean hasLabel(TaskType task, int[] target) {
    // Nothing comes before the first token that could predict it.
    int first = task == TaskType.CAUSAL_LM ? 1 : 0;
    return switch (task.target()) {
      case CLASS, CLASSES, SCORE -> true;
      case SPAN -> Arrays.stream(target).anyMatch(place -> place != Targets.Spans.OUTSIDE);
      case TAGS, TOKENS ->
          Arrays.stream(target).skip(first).anyMatch(label -> label != Targets.IGNORED);
    };
  }
}
