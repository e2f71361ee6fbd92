package graft.data.column;

import graft.table.ColumnType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a task reads from a row, with the columns by which it is recognised, best first. */
public enum Field {
  TEXT(Set.of(ColumnType.STRING), "text", "sentence", "text_a", "sentence1", "premise", "content"),
  TEXT_PAIR(Set.of(ColumnType.STRING), "text_pair", "text_b", "sentence2", "hypothesis"),
  /** The sequences to choose from, one for each label. */
  CHOICES(Set.of(ColumnType.LIST), "choices", "endings", "options"),
  LABEL(
      Set.of(ColumnType.STRING, ColumnType.INTEGER, ColumnType.BOOLEAN),
      "label",
      "class",
      "category",
      "labels"),
  LABELS(Set.of(ColumnType.LIST), "labels", "label"),
  SCORE(Set.of(ColumnType.INTEGER, ColumnType.NUMBER), "score", "label", "labels"),
  TOKENS(Set.of(ColumnType.LIST), "tokens", "words"),
  TAGS(Set.of(ColumnType.LIST), "tags", "ner_tags", "pos_tags"),
  QUESTION(Set.of(ColumnType.STRING), "question"),
  CONTEXT(Set.of(ColumnType.STRING), "context"),
  ANSWERS(Set.of(ColumnType.OBJECT, ColumnType.LIST), "answers"),
  /** A text, or the messages of a conversation. */
  PROMPT(Set.of(ColumnType.STRING, ColumnType.LIST), "prompt"),
  COMPLETION(Set.of(ColumnType.STRING, ColumnType.LIST), "completion"),
  /** A conversation. */
  MESSAGES(Set.of(ColumnType.LIST), "messages", "conversations", "conversation"),
  /** What the assistant of a conversation may call; JSON or its text. */
  TOOLS(Set.of(ColumnType.LIST, ColumnType.STRING), "tools"),
  /** What the system says before a conversation. */
  SYSTEM(Set.of(ColumnType.STRING), "system"),
  /** Alpaca's rows: what the user says, in two parts, and what the assistant answers. */
  INSTRUCTION(Set.of(ColumnType.STRING), "instruction"),
  INPUT(Set.of(ColumnType.STRING), "input"),
  OUTPUT(Set.of(ColumnType.STRING), "output"),
  /** Pairs of what the user and the assistant said before. */
  HISTORY(Set.of(ColumnType.LIST), "history"),
  SOURCE(Set.of(ColumnType.STRING), "source"),
  TARGET(Set.of(ColumnType.STRING), "target"),
  /** The file of a picture, in base64. */
  IMAGE(Set.of(ColumnType.STRING), "image", "img", "picture"),
  /** A picture as the model takes it. */
  PIXEL_VALUES(Set.of(ColumnType.LIST), "pixel_values"),
  INPUT_IDS(Set.of(ColumnType.LIST), "input_ids"),
  ATTENTION_MASK(Set.of(ColumnType.LIST), "attention_mask"),
  TOKEN_TYPE_IDS(Set.of(ColumnType.LIST), "token_type_ids"),
  /** What a decoder behind an encoder reads. */
  DECODER_INPUT_IDS(Set.of(ColumnType.LIST), "decoder_input_ids"),
  /** A label at each of the ready ids. */
  TOKEN_LABELS(Set.of(ColumnType.LIST), "labels"),
  START_POSITION(Set.of(ColumnType.INTEGER), "start_positions", "start_position"),
  END_POSITION(Set.of(ColumnType.INTEGER), "end_positions", "end_position");

  private final Set<ColumnType> types;
  private final List<String> columns;

  Field(Set<ColumnType> types, String... columns) {
    this.types = types;
    this.columns = List.of(columns);
  }

  /** The name in a job's {@code columns}: {@code text_pair}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a row may have no value of it. */
  boolean isLeftOut() {
    return switch (this) {
      case TOOLS, SYSTEM, INPUT, HISTORY -> true;
      default -> false;
    };
  }

  static Optional<Field> named(String wireName) {
    return Arrays.stream(values()).filter(field -> field.wireName().equals(wireName)).findFirst();
  }

  Set<ColumnType> types() {
    return types;
  }

  List<String> columns() {
    return columns;
  }
}
