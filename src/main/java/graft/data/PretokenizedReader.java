package graft.data;

import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.spec.job.TaskType;
import graft.table.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows that are tokenized already. Ids and masks are taken as they are; labels are names of
 * classes or their indices. What is wrong in a row is an {@link IllegalArgumentException}.
 */
record PretokenizedReader(
    ColumnMapping mapping, Labels labels, LabelLists lists, Dataset.Bounds bounds) {
  Example read(Row row) {
    return mapping.task() == TaskType.MULTIPLE_CHOICE ? choices(row) : one(row);
  }

  /** Each column holds a list for each choice. */
  private Example choices(Row row) {
    int count = labels.size();
    Map<String, List<?>> columns = new HashMap<>();
    for (Field field : List.of(Field.INPUT_IDS, Field.ATTENTION_MASK, Field.TOKEN_TYPE_IDS)) {
      if (mapping.has(field)) {
        columns.put(mapping.column(field).orElseThrow(), lists(field, list(row, field), count));
      }
    }
    List<Example.Ready> choices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, @Nullable Object> own = new HashMap<>();
      for (Map.Entry<String, List<?>> column : columns.entrySet()) {
        own.put(column.getKey(), column.getValue().get(i));
      }
      Ids ids = ids(new Row(row.line(), own));
      choices.add(new Example.Ready(ids.input(), ids.mask(), new int[0], new int[0]));
    }
    return new Example.ReadyChoices(choices, new int[] {id(value(row, Field.LABEL))});
  }

  private static List<?> lists(Field field, List<?> given, int count) {
    if (given.size() != count || !given.stream().allMatch(List.class::isInstance)) {
      throw new IllegalArgumentException(
          "%s must hold a list for each of %d choices".formatted(field.wireName(), count));
    }
    return given;
  }

  private Example.Ready one(Row row) {
    Ids ids = ids(row);
    int[] target = target(row, ids.mask());
    return new Example.Ready(ids.input(), ids.mask(), decoded(row, target.length), target);
  }

  /** One id for each token that is written behind it. */
  private int[] decoded(Row row, int written) {
    return mapping.has(Field.DECODER_INPUT_IDS)
        ? numbers(
            Field.DECODER_INPUT_IDS,
            sized(Field.DECODER_INPUT_IDS, list(row, Field.DECODER_INPUT_IDS), written, "labels"),
            bounds.vocabulary())
        : new int[0];
  }

  @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
  private record Ids(TokenizedText input, int[] mask) {}

  private Ids ids(Row row) {
    List<?> given = within(Field.INPUT_IDS, list(row, Field.INPUT_IDS));
    int[] ids = numbers(Field.INPUT_IDS, given, bounds.vocabulary());
    int[] mask = column(row, Field.ATTENTION_MASK, ids.length, 2, 1);
    return new Ids(
        TokenizedText.ready(
            ids, column(row, Field.TOKEN_TYPE_IDS, ids.length, bounds.segments(), 0)),
        mask);
  }

  private List<?> within(Field field, List<?> given) {
    if (given.isEmpty() || given.size() > bounds.maxLength()) {
      throw new IllegalArgumentException(
          "%s must be 1 to %d ids (max_length), not %d"
              .formatted(column(field), bounds.maxLength(), given.size()));
    }
    return given;
  }

  private String column(Field field) {
    return mapping.column(field).orElse(field.wireName());
  }

  private int[] target(Row row, int[] mask) {
    int length = mask.length;
    return switch (mapping.task()) {
      case SEQUENCE_CLASSIFICATION, MULTIPLE_CHOICE -> new int[] {id(value(row, Field.LABEL))};
      case MULTI_LABEL_CLASSIFICATION -> several(list(row, Field.LABELS));
      case REGRESSION -> new int[] {Float.floatToRawIntBits(score(value(row, Field.SCORE)))};
      case QUESTION_ANSWERING ->
          span(
              numbers(
                  Field.START_POSITION,
                  List.of(value(row, Field.START_POSITION), value(row, Field.END_POSITION)),
                  length + 1),
              length);
      case TOKEN_CLASSIFICATION ->
          tags(sized(Field.TOKEN_LABELS, list(row, Field.TOKEN_LABELS), length), mask);
      case MASKED_LM, CAUSAL_LM ->
          tokens(sized(Field.TOKEN_LABELS, list(row, Field.TOKEN_LABELS), length));
      case IMAGE_CLASSIFICATION -> throw new IllegalArgumentException("no picture has input_ids");
      case SEQ2SEQ_LM -> tokens(within(Field.TOKEN_LABELS, list(row, Field.TOKEN_LABELS)));
    };
  }

  private int[] several(List<?> given) {
    return lists.names(given).stream().mapToInt(this::id).distinct().toArray();
  }

  /** The place behind a row stands for one that is not in it. */
  private static int[] span(int[] ends, int length) {
    return IntStream.of(ends)
        .map(place -> place == length ? Targets.Spans.OUTSIDE : place)
        .toArray();
  }

  /** What the model does not look at has no label, whatever stands there. */
  private int[] tags(List<?> given, int[] mask) {
    return IntStream.range(0, mask.length)
        .map(i ->
            mask[i] == 0 || given.get(i).equals(Targets.IGNORED)
                ? Targets.IGNORED
                : id(given.get(i)))
        .toArray();
  }

  private int[] tokens(List<?> given) {
    return given.stream()
        .mapToInt(token ->
            token.equals(Targets.IGNORED)
                ? Targets.IGNORED
                : number(Field.TOKEN_LABELS, token, bounds.vocabulary()))
        .toArray();
  }

  private int id(Object label) {
    String name = label.toString();
    return labels
        .id(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "the label \"" + name + "\" is not among the job's: " + labels.names()));
  }

  private static float score(Object value) {
    if (value instanceof Number number && Float.isFinite(number.floatValue())) {
      return number.floatValue();
    }
    throw new IllegalArgumentException("score must be a finite number, not " + value);
  }

  /** A column with a number for each id. */
  private int[] column(Row row, Field field, int length, int limit, int absent) {
    if (!mapping.has(field)) {
      int[] numbers = new int[length];
      Arrays.fill(numbers, absent);
      return numbers;
    }
    return numbers(field, sized(field, list(row, field), length), limit);
  }

  private static List<?> sized(Field field, List<?> given, int length) {
    return sized(field, given, length, "input_ids");
  }

  private static List<?> sized(Field field, List<?> given, int length, String others) {
    if (given.size() != length) {
      throw new IllegalArgumentException(
          "%s must have one entry for each of %d %s, not %d"
              .formatted(field.wireName(), length, others, given.size()));
    }
    return given;
  }

  private static int[] numbers(Field field, List<?> given, int limit) {
    return given.stream().mapToInt(value -> number(field, value, limit)).toArray();
  }

  private static int number(Field field, Object value, int limit) {
    if (value instanceof Integer number && number >= 0 && number < limit) {
      return number;
    }
    throw new IllegalArgumentException(
        "%s must hold whole numbers from 0 to %d, not %s"
            .formatted(field.wireName(), limit - 1, value));
  }

  private List<?> list(Row row, Field field) {
    if (value(row, field) instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(field.wireName() + " must be a list");
  }

  private Object value(Row row, Field field) {
    Object value = mapping.column(field).map(row.values()::get).orElse(null);
    if (value == null) {
      throw new IllegalArgumentException(field.wireName() + " is missing");
    }
    return value;
  }
}
