package graft.recipe.task;

import graft.data.Text;
import graft.data.TokenizedText;
import graft.data.Tokenizer;
import graft.model.DecoderInfo;
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
 * @param ready reads ids
 * @param decoder of the model, behind an encoder
 */
public record RowReader(
    TaskSpec task,
    Tokenizer tokenization,
    int maxLength,
    ReadyIds ready,
    Optional<DecoderInfo> decoder) {
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
    requireDecodedEvenly(rows, faults);
    faults.throwIfAny(ErrorCode.INVALID_SPEC);
    return rows;
  }

  /** A decoder reads what all rows of a batch say, or what their encoder reads. */
  private static void requireDecodedEvenly(List<Row> rows, Faults faults) {
    if (rows.stream().noneMatch(row -> row.decoder().isPresent())) {
      return;
    }
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).decoder().isEmpty()) {
        faults.add(
            "/inputs/" + i + "/decoder_input_ids",
            "missing",
            "decoder_input_ids must be in every row or in none");
      }
    }
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
      return ready.read(ids, input, pointer, faults);
    }
    if (task.type() == TaskType.SEQ2SEQ_LM) {
      return written(input, pointer, faults);
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

  /** A text beside the one whose likelihood is asked, which the decoder reads one token later. */
  private Optional<Row> written(Map<String, Object> input, String pointer, Faults faults) {
    if (!(input.get("source") instanceof String source)
        || !(input.get("target") instanceof String asked)) {
      faults.add(
          pointer,
          "missing",
          "seq2seq_lm needs source and target, the text whose likelihood is asked, or input_ids and"
              + " decoder_input_ids; text is not generated yet; found "
              + input.keySet());
      return Optional.empty();
    }
    Text text = Text.of(source);
    TokenizedText target =
        tokenization.ended(tokenization.encode(Text.of(asked), maxLength), maxLength);
    if (target.length() == 0) {
      faults.add(pointer + "/target", "out_of_range", "target has no token");
      return Optional.empty();
    }
    int[] read = new int[target.length()];
    read[0] = Math.toIntExact(decoder.orElseThrow().startTokenId());
    System.arraycopy(target.ids(), 0, read, 1, read.length - 1);
    return Optional.of(
        row(text, tokenization.encode(text, maxLength))
            .with(new Row.Decoder(read, Optional.of(target))));
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
    TokenizedText encoded =
        switch (task.type().target()) {
          case TAGS -> tokenization.encodeByWords(text.first(), maxLength);
          case CLASS, CLASSES, SCORE -> tokenization.encodeIds(List.of(text), maxLength).getFirst();
          case SPAN, TOKENS -> tokenization.encode(text, maxLength);
        };
    return row(text, encoded);
  }

  private static Row row(Text text, TokenizedText encoded) {
    int[] mask = new int[encoded.length()];
    Arrays.fill(mask, 1);
    return new Row(
        encoded.ids(), mask, encoded.typeIds(), Optional.of(new Row.Source(text, encoded)));
  }
}
