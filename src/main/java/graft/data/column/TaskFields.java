package graft.data.column;

import static graft.data.column.Field.ANSWERS;
import static graft.data.column.Field.ATTENTION_MASK;
import static graft.data.column.Field.CHOICES;
import static graft.data.column.Field.COMPLETION;
import static graft.data.column.Field.CONTEXT;
import static graft.data.column.Field.DECODER_INPUT_IDS;
import static graft.data.column.Field.END_POSITION;
import static graft.data.column.Field.HISTORY;
import static graft.data.column.Field.IMAGE;
import static graft.data.column.Field.INPUT;
import static graft.data.column.Field.INPUT_IDS;
import static graft.data.column.Field.INSTRUCTION;
import static graft.data.column.Field.LABEL;
import static graft.data.column.Field.LABELS;
import static graft.data.column.Field.MESSAGES;
import static graft.data.column.Field.OUTPUT;
import static graft.data.column.Field.PIXEL_VALUES;
import static graft.data.column.Field.PROMPT;
import static graft.data.column.Field.QUESTION;
import static graft.data.column.Field.SCORE;
import static graft.data.column.Field.SOURCE;
import static graft.data.column.Field.START_POSITION;
import static graft.data.column.Field.SYSTEM;
import static graft.data.column.Field.TAGS;
import static graft.data.column.Field.TARGET;
import static graft.data.column.Field.TEXT;
import static graft.data.column.Field.TEXT_PAIR;
import static graft.data.column.Field.TOKENS;
import static graft.data.column.Field.TOKEN_LABELS;
import static graft.data.column.Field.TOKEN_TYPE_IDS;
import static graft.data.column.Field.TOOLS;

import graft.spec.job.TaskType;
import java.util.List;
import java.util.stream.Stream;

/** What a task reads from each row: every required field, and the optional ones that are there. */
record TaskFields(List<Field> required, List<Field> optional) {
  /** The ways in which rows can be written for a task, the usual one first. */
  static List<TaskFields> of(TaskType task) {
    return switch (task) {
      case SEQUENCE_CLASSIFICATION -> List.of(withPair(TEXT, LABEL), ready(LABEL));
      case MULTIPLE_CHOICE -> List.of(only(TEXT, CHOICES, LABEL), ready(LABEL));
      case MULTI_LABEL_CLASSIFICATION -> List.of(withPair(TEXT, LABELS), ready(LABELS));
      case REGRESSION -> List.of(withPair(TEXT, SCORE), ready(SCORE));
      case TOKEN_CLASSIFICATION -> List.of(only(TOKENS, TAGS), ready(TOKEN_LABELS));
      case QUESTION_ANSWERING ->
          List.of(only(QUESTION, CONTEXT, ANSWERS), ready(START_POSITION, END_POSITION));
      case CAUSAL_LM ->
          List.of(
              only(TEXT),
              new TaskFields(List.of(PROMPT, COMPLETION), List.of(TOOLS)),
              new TaskFields(List.of(MESSAGES), List.of(TOOLS, SYSTEM)),
              new TaskFields(List.of(INSTRUCTION, OUTPUT), List.of(INPUT, SYSTEM, HISTORY)),
              ready(TOKEN_LABELS));
      case IMAGE_CLASSIFICATION -> List.of(only(IMAGE, LABEL), only(PIXEL_VALUES, LABEL));
      case MASKED_LM -> List.of(only(TEXT), ready(TOKEN_LABELS));
      case SEQ2SEQ_LM ->
          List.of(
              only(SOURCE, TARGET),
              only(PROMPT, COMPLETION),
              new TaskFields(
                  List.of(INPUT_IDS, TOKEN_LABELS), List.of(ATTENTION_MASK, DECODER_INPUT_IDS)));
    };
  }

  /** Whether these are the turns of a conversation, which other columns only repeat. */
  boolean areTurns() {
    return required.contains(MESSAGES) || required.contains(INSTRUCTION);
  }

  Stream<Field> all() {
    return Stream.concat(required.stream(), optional.stream());
  }

  private static TaskFields withPair(Field... required) {
    return new TaskFields(List.of(required), List.of(TEXT_PAIR));
  }

  /** Rows that are tokenized already. */
  private static TaskFields ready(Field... targets) {
    return new TaskFields(
        Stream.concat(Stream.of(INPUT_IDS), Stream.of(targets)).toList(),
        List.of(ATTENTION_MASK, TOKEN_TYPE_IDS));
  }

  private static TaskFields only(Field... required) {
    return new TaskFields(List.of(required), List.of());
  }
}
