package graft.recipe.task;

import graft.data.Encoded;
import graft.data.Text;
import graft.data.Tokenization;
import graft.spec.ErrorCode;
import graft.spec.Faults;
import graft.spec.GraftException;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import graft.spec.job.TrainingSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the rows of a prediction: texts, which are tokenized as in training, or ready ids, which
 * are taken as they are.
 *
 * @param maxLength tokens of a text, the rest is cut
 * @param mostIds tokens that the model can read
 * @param vocabulary number of its tokens
 * @param types number of its segments; ids of a model without any are not looked at
 */
public record RowReader(
    TaskSpec task,
    Tokenization tokenization,
    int maxLength,
    int mostIds,
    long vocabulary,
    int types) {
  /**
   * @throws GraftException {@link ErrorCode#INVALID_SPEC} with every fault
   */
  public List<Row> read(List<Map<String, Object>> inputs) {
    Faults faults = new Faults();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      read(inputs.get(i), "/inputs/" + i, faults).ifPresent(rows::add);
    }
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return rows;
  }

  private Optional<Row> read(Map<String, Object> input, String pointer, Faults faults) {
    return task.type() == TaskType.MULTIPLE_CHOICE
        ? choices(input, pointer, faults)
        : one(input, pointer, faults);
  }

  /** One sequence for each label. */
  private Optional<Row> choices(Map<String, Object> input, String pointer, Faults faults) {
    Optional<List<Map<String, Object>>> each = Choices.of(input, task.labels().size());
    if (each.isEmpty()) {
      faults.add(
          pointer,
          "missing",
          "an input needs a text and %1$d choices, or %1$d lists of input_ids"
              .formatted(task.labels().size()));
      return Optional.empty();
    }
    List<Row> rows = new ArrayList<>();
    each.get().forEach(choice -> one(choice, pointer, faults).ifPresent(rows::add));
    return rows.size() == task.labels().size() ? Optional.of(Row.of(rows)) : Optional.empty();
  }

  private Optional<Row> one(Map<String, Object> input, String pointer, Faults faults) {
    if (input.get("input_ids") instanceof List<?> ids) {
      return ready(ids, input, pointer, faults);
    }
    if (input.containsKey("choices")) {
      faults.add(
          pointer + "/choices", "not_applicable", "choices are for multiple_choice, not this task");
      return Optional.empty();
    }
    if (input.containsKey("image") || input.containsKey("pixel_values")) {
      faults.add(pointer, "not_applicable", "the model reads text, and sees no pictures");
      return Optional.empty();
    }
    if (input.containsKey("question") || input.containsKey("context")) {
      return questioned(input, pointer, faults);
    }
    if (!(input.get("text") instanceof String text)) {
      faults.add(pointer, "missing", "an input needs a text or input_ids, found " + input.keySet());
      return Optional.empty();
    }
    Optional<String> pair = Optional.ofNullable((String) input.get("text_pair"));
    if (task.type() == TaskType.QUESTION_ANSWERING && pair.isEmpty()) {
      faults.add(
          pointer + "/text_pair",
          "missing",
          "text is a question; text_pair must be its context, unless they are given as question and context");
      return Optional.empty();
    }
    if (task.type() == TaskType.TOKEN_CLASSIFICATION && pair.isPresent()) {
      faults.add(
          pointer + "/text_pair", "not_applicable", "the tokens of a single text are labelled");
      return Optional.empty();
    }
    return Optional.of(tokenized(new Text(text, pair)));
  }

  /** The pair by the names that the columns of training data have. */
  private Optional<Row> questioned(Map<String, Object> input, String pointer, Faults faults) {
    if (task.type() != TaskType.QUESTION_ANSWERING) {
      faults.add(
          pointer,
          "not_applicable",
          "question and context are for question_answering; %s reads text and text_pair"
              .formatted(task.type().name().toLowerCase(Locale.ROOT)));
      return Optional.empty();
    }
    if (input.get("question") instanceof String question
        && input.get("context") instanceof String context) {
      return Optional.of(tokenized(Text.of(question, context)));
    }
    faults.add(
        pointer, "missing", "a question needs question and context, found " + input.keySet());
    return Optional.empty();
  }

  private Row tokenized(Text text) {
    if (task.type() == TaskType.QUESTION_ANSWERING) {
      int stride = TrainingSpec.DEFAULTS.strideWithin(maxLength);
      return Row.of(
          tokenization.encodeQuestion(text, maxLength, stride).stream()
              .map(window -> row(text, window))
              .toList());
    }
    Encoded encoded =
        switch (task.type()) {
          case TOKEN_CLASSIFICATION -> tokenization.encodeByWords(text.first(), maxLength);
          case QUESTION_ANSWERING,
              SEQUENCE_CLASSIFICATION,
              MULTIPLE_CHOICE,
              MULTI_LABEL_CLASSIFICATION,
              REGRESSION,
              MASKED_LM,
              CAUSAL_LM,
              SEQ2SEQ_LM,
              IMAGE_CLASSIFICATION ->
              tokenization.encode(text, maxLength);
        };
    return row(text, encoded);
  }

  private static Row row(Text text, Encoded encoded) {
    int[] mask = new int[encoded.length()];
    Arrays.fill(mask, 1);
    return new Row(
        encoded.ids(), mask, encoded.typeIds(), Optional.of(new Row.Source(text, encoded)));
  }

  private Optional<Row> ready(
      List<?> ids, Map<String, Object> input, String pointer, Faults faults) {
    if (ids.isEmpty() || ids.size() > mostIds) {
      faults.add(
          pointer + "/input_ids",
          "out_of_range",
          "input_ids must be 1 to %d ids, not %d".formatted(mostIds, ids.size()));
      return Optional.empty();
    }
    Column column = new Column(input, ids.size(), pointer, faults);
    Optional<int[]> tokens = column.read("input_ids", vocabulary, 0);
    Optional<int[]> mask = column.read("attention_mask", 2, 1);
    Optional<int[]> segments = column.read("token_type_ids", Math.max(1, types), 0);
    return tokens.isEmpty() || mask.isEmpty() || segments.isEmpty()
        ? Optional.empty()
        : Optional.of(new Row(tokens.get(), mask.get(), segments.get(), Optional.empty()));
  }

  /** Whole numbers of a row, one for each of its ids. */
  private record Column(Map<String, Object> input, int length, String pointer, Faults faults) {
    /**
     * @param limit what all numbers are below
     * @param absent what stands where there is no such column
     */
    Optional<int[]> read(String name, long limit, int absent) {
      int[] numbers = new int[length];
      Arrays.fill(numbers, absent);
      if (!(input.get(name) instanceof List<?> list)) {
        return Optional.of(numbers);
      }
      if (list.size() != length || !list.stream().allMatch(number -> isBelow(number, limit))) {
        faults.add(
            pointer + "/" + name,
            "out_of_range",
            "%s must be %d whole numbers from 0 to %d".formatted(name, length, limit - 1));
        return Optional.empty();
      }
      Arrays.setAll(numbers, i -> ((Number) list.get(i)).intValue());
      return Optional.of(numbers);
    }

    private static boolean isBelow(Object id, long limit) {
      return id instanceof Number number && number.longValue() >= 0 && number.longValue() < limit;
    }
  }
}
