package graft.data;

import graft.data.Example.Answer;
import graft.data.chat.DialogueReader;
import graft.data.chat.RowForm;
import graft.data.column.ColumnMapping;
import graft.data.column.Field;
import graft.data.picture.PictureText;
import graft.data.picture.PixelValues;
import graft.spec.Faults;
import graft.spec.job.TaskType;
import graft.table.Row;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads rows as examples. What is wrong in a row is an {@link IllegalArgumentException} inside. */
final class ExampleReader {
  private static final int MOST_PLACES = 1000;

  /** What image folders call the column of their files' names. */
  private static final String FILE_NAME = "file_name";

  private final RowForm form;
  private final ColumnMapping mapping;
  private final Labels labels;
  private final LabelLists lists;
  private final PretokenizedReader ready;
  private final Dataset.Bounds bounds;

  ExampleReader(RowForm form, Dataset.Bounds bounds) {
    this.form = form;
    this.mapping = form.mapping();
    this.labels = form.labels();
    this.lists = new LabelLists(labels);
    this.ready = new PretokenizedReader(mapping, labels, lists, bounds);
    this.bounds = bounds;
  }

  /** Empty if the row is faulty; the fault says its line. */
  Optional<Example> read(Row row, Faults faults) {
    try {
      return Optional.of(example(row));
    } catch (IllegalArgumentException refused) {
      faults.add("", "invalid_file", place(row) + ": " + refused.getMessage());
      return Optional.empty();
    }
  }

  /** Where a row stands in its file, with the name that it has there. */
  private static String place(Row row) {
    return row.values().get(FILE_NAME) instanceof String name
        ? "line %d (%s)".formatted(row.line(), cut(name))
        : "line " + row.line();
  }

  private Example example(Row row) {
    if (mapping.isReady()) {
      return ready.read(row);
    }
    return switch (mapping.task()) {
      case SEQUENCE_CLASSIFICATION ->
          new Example.Classified(text(row), known(value(row, Field.LABEL)));
      case MULTIPLE_CHOICE -> choosing(row);
      case MULTI_LABEL_CLASSIFICATION ->
          new Example.MultiLabelled(
              text(row),
              new LinkedHashSet<>(
                  lists.names(list(row, Field.LABELS)).stream().map(this::known).toList()));
      case REGRESSION -> new Example.Scored(text(row), score(row));
      case TOKEN_CLASSIFICATION -> tagged(row);
      case QUESTION_ANSWERING -> questioned(row);
      case MASKED_LM -> new Example.Plain(string(row, Field.TEXT));
      case CAUSAL_LM, SEQ2SEQ_LM -> generated(row);
      case IMAGE_CLASSIFICATION -> pictured(row);
    };
  }

  private Example pictured(Row row) {
    String label = known(value(row, Field.LABEL));
    return mapping.has(Field.PIXEL_VALUES)
        ? new Example.Seen(
            PixelValues.read(value(row, Field.PIXEL_VALUES), bounds.picture().orElseThrow()), label)
        : new Example.Pictured(PictureText.read(string(row, Field.IMAGE)), label, place(row));
  }

  private Example choosing(Row row) {
    List<String> choices =
        list(row, Field.CHOICES).stream().map(choice -> string(Field.CHOICES, choice)).toList();
    expect(
        choices.size() == labels.size(),
        "choices must be %d, one for each label, not %d".formatted(labels.size(), choices.size()));
    return new Example.Choosing(string(row, Field.TEXT), choices, known(value(row, Field.LABEL)));
  }

  private Text text(Row row) {
    String first = string(row, Field.TEXT);
    return mapping.has(Field.TEXT_PAIR)
        ? Text.of(first, string(row, Field.TEXT_PAIR))
        : Text.of(first);
  }

  private Example generated(Row row) {
    if (mapping.has(Field.TEXT)) {
      return new Example.Plain(string(row, Field.TEXT));
    }
    if (mapping.task() == TaskType.CAUSAL_LM && isConversation(row)) {
      return new Example.Conversed(form.taught(DialogueReader.read(mapping, row)));
    }
    return mapping.has(Field.SOURCE)
        ? new Example.Generated(string(row, Field.SOURCE), string(row, Field.TARGET))
        : new Example.Generated(string(row, Field.PROMPT), string(row, Field.COMPLETION));
  }

  private boolean isConversation(Row row) {
    return mapping.hasTurns()
        || value(row, Field.PROMPT) instanceof List<?>
        || value(row, Field.COMPLETION) instanceof List<?>;
  }

  private Example tagged(Row row) {
    List<String> words =
        list(row, Field.TOKENS).stream().map(word -> string(Field.TOKENS, word)).toList();
    List<String> tags = list(row, Field.TAGS).stream().map(this::known).toList();
    expect(!words.isEmpty(), "tokens must not be empty");
    expect(
        words.size() == tags.size(),
        "expected as many tags as tokens, found " + tags.size() + " for " + words.size());
    return new Example.Tagged(words, tags);
  }

  private Example questioned(Row row) {
    String context = string(row, Field.CONTEXT);
    List<Answer> answers = answers(value(row, Field.ANSWERS));
    answers.forEach(answer -> checkPlace(answer, context));
    return new Example.Questioned(string(row, Field.QUESTION), context, answers);
  }

  /** SQuAD's two forms: an object of two lists, or a list of objects. */
  private static List<Answer> answers(Object value) {
    return switch (value) {
      case Map<?, ?> columns
          when columns.get("text") instanceof List<?> texts
              && columns.get("answer_start") instanceof List<?> starts
              && texts.size() == starts.size() ->
          IntStream.range(0, texts.size())
              .mapToObj(i -> answer(texts.get(i), starts.get(i)))
              .toList();
      case List<?> rows ->
          rows.stream()
              .map(row ->
                  row instanceof Map<?, ?> map
                      ? answer(map.get("text"), map.get("answer_start"))
                      : answer(null, null))
              .toList();
      default -> List.of(answer(null, null));
    };
  }

  private static Answer answer(@Nullable Object text, @Nullable Object start) {
    if (text instanceof String string && start instanceof Integer at) {
      return new Answer(at, string);
    }
    throw new IllegalArgumentException(
        "answers must hold the lists text and answer_start of one length, of strings and whole"
            + " numbers");
  }

  private static void checkPlace(Answer answer, String context) {
    int length = context.codePointCount(0, context.length());
    boolean stands =
        answer.start() >= 0
            && answer.start() <= length
            && context.startsWith(answer.text(), context.offsetByCodePoints(0, answer.start()));
    expect(
        stands,
        "the context has not the answer \""
            + cut(answer.text())
            + "\" at character "
            + answer.start()
            + nearest(answer, context));
  }

  /** Where else an answer stands; most are off by a few, or counted in other units. */
  private static String nearest(Answer answer, String context) {
    int best = -1;
    int at = context.indexOf(answer.text());
    for (int tries = 0; at >= 0 && tries < MOST_PLACES; tries++) {
      int place = context.codePointCount(0, at);
      boolean isNearer = Math.abs(place - answer.start()) < Math.abs(best - answer.start());
      best = best < 0 || isNearer ? place : best;
      at = context.indexOf(answer.text(), at + 1);
    }
    return best < 0
        ? ", nor anywhere else"
        : ", but at " + best + "; answer_start counts code points from 0";
  }

  private float score(Row row) {
    Object value = value(row, Field.SCORE);
    double score;
    try {
      score = value instanceof Number n ? n.doubleValue() : Double.parseDouble(value.toString());
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "score must be a number, not \"" + cut(value.toString()) + '"', notANumber);
    }
    expect(Float.isFinite((float) score), "score must be a finite number, not " + value);
    return (float) score;
  }

  private String known(@Nullable Object value) {
    String name = String.valueOf(value);
    Optional<Integer> id = value == null ? Optional.empty() : labels.id(name);
    expect(
        id.isPresent(),
        "the label \""
            + cut(name)
            + "\" is not among the job's: "
            + cut(String.join(", ", labels.names())));
    return labels.names().get(id.orElseThrow());
  }

  private Object value(Row row, Field field) {
    Object value = mapping.column(field).map(row.values()::get).orElse(null);
    if (value == null) {
      throw new IllegalArgumentException(field.wireName() + " is missing");
    }
    return value;
  }

  private String string(Row row, Field field) {
    return string(field, value(row, field));
  }

  private static String string(Field field, @Nullable Object value) {
    if (value instanceof String string) {
      return string;
    }
    throw new IllegalArgumentException(
        field.wireName() + " must be a string, not " + cut(String.valueOf(value)));
  }

  private List<?> list(Row row, Field field) {
    Object value = value(row, field);
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(
        field.wireName() + " must be a list, not " + cut(value.toString()));
  }

  private static void expect(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  private static String cut(String text) {
    return text.length() <= 60 ? text : text.substring(0, 59) + "…";
  }
}
