package graft.data;

import static graft.data.Field.ANSWERS;
import static graft.data.Field.COMPLETION;
import static graft.data.Field.CONTEXT;
import static graft.data.Field.LABEL;
import static graft.data.Field.LABELS;
import static graft.data.Field.PROMPT;
import static graft.data.Field.QUESTION;
import static graft.data.Field.SCORE;
import static graft.data.Field.SOURCE;
import static graft.data.Field.TAGS;
import static graft.data.Field.TARGET;
import static graft.data.Field.TEXT;
import static graft.data.Field.TEXT_PAIR;
import static graft.data.Field.TOKENS;

import graft.spec.job.TaskType;
import java.util.List;
import java.util.stream.Stream;

/** What a task reads from each row: every required field, and the optional ones that are there. */
record TaskFields(List<Field> required, List<Field> optional) {
  /** The ways in which rows can be written for a task, the usual one first. */
  static List<TaskFields> of(TaskType task) {
    return switch (task) {
      case SEQUENCE_CLASSIFICATION -> List.of(withPair(TEXT, LABEL));
      case MULTI_LABEL_CLASSIFICATION -> List.of(withPair(TEXT, LABELS));
      case REGRESSION -> List.of(withPair(TEXT, SCORE));
      case TOKEN_CLASSIFICATION -> List.of(only(TOKENS, TAGS));
      case QUESTION_ANSWERING -> List.of(only(QUESTION, CONTEXT, ANSWERS));
      case CAUSAL_LM -> List.of(only(TEXT), only(PROMPT, COMPLETION));
      case MASKED_LM -> List.of(only(TEXT));
      case SEQ2SEQ_LM -> List.of(only(SOURCE, TARGET), only(PROMPT, COMPLETION));
    };
  }

  Stream<Field> all() {
    return Stream.concat(required.stream(), optional.stream());
  }

  private static TaskFields withPair(Field... required) {
    return new TaskFields(List.of(required), List.of(TEXT_PAIR));
  }

  private static TaskFields only(Field... required) {
    return new TaskFields(List.of(required), List.of());
  }
}
