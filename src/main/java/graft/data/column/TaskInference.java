package graft.data.column;

import graft.spec.job.TaskType;
import graft.table.Column;
import graft.table.ColumnType;
import graft.table.TableProfile;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The task that a file's columns suggest. Text is modelled as a language only where nothing stands
 * beside it, because a label by a name that nobody knows would be left unlearnt otherwise.
 */
public final class TaskInference {
  private static final String EXPECTED =
      "messages; text with label, labels, score, or choices and label; tokens and tags; question, context and"
          + " answers; source and target; prompt and completion; instruction and output; image or pixel_values with label; input_ids with a label; or text"
          + " alone";

  private final TableProfile profile;
  private final Map<String, String> given;
  private final TaskType languageModelling;

  /**
   * @param given the columns that a job names, by field
   * @param languageModelling what the base model was made for, when there is only text
   */
  public TaskInference(
      TableProfile profile, Map<String, String> given, TaskType languageModelling) {
    this.profile = profile;
    this.given = given;
    this.languageModelling = languageModelling;
  }

  /** Guesses; the most telling columns first. Empty when the columns do not say it. */
  public Optional<TaskType> task() {
    if (hasTurns()) {
      return Optional.of(TaskType.CAUSAL_LM);
    }
    if (have(Field.QUESTION, Field.CONTEXT, Field.ANSWERS)) {
      return Optional.of(TaskType.QUESTION_ANSWERING);
    }
    if (have(Field.TEXT, Field.CHOICES, Field.LABEL)) {
      return Optional.of(TaskType.MULTIPLE_CHOICE);
    }
    if (have(Field.TOKENS, Field.TAGS)) {
      return Optional.of(TaskType.TOKEN_CLASSIFICATION);
    }
    if (have(Field.SOURCE, Field.TARGET)) {
      return Optional.of(TaskType.SEQ2SEQ_LM);
    }
    if (have(Field.PROMPT, Field.COMPLETION)) {
      return Optional.of(
          languageModelling == TaskType.SEQ2SEQ_LM ? TaskType.SEQ2SEQ_LM : TaskType.CAUSAL_LM);
    }
    if (have(Field.IMAGE, Field.LABEL) || have(Field.PIXEL_VALUES, Field.LABEL)) {
      return Optional.of(TaskType.IMAGE_CLASSIFICATION);
    }
    if (have(Field.INPUT_IDS)) {
      return ofIds();
    }
    return have(Field.TEXT) ? ofText() : Optional.empty();
  }

  /** Whether rows are conversations; only a model that goes on with texts answers instructions. */
  private boolean hasTurns() {
    boolean hasMessages =
        column(Field.MESSAGES).filter(it -> it.type() == ColumnType.LIST).isPresent();
    return hasMessages
        || (languageModelling == TaskType.CAUSAL_LM && have(Field.INSTRUCTION, Field.OUTPUT));
  }

  /** Why there is no guess: what was found, what was expected, and what would help. */
  public String refusal() {
    Hints hints = hints();
    String found =
        "the training file has the columns " + String.join(", ", names(profile.columns()));
    return have(Field.TEXT) && !have(Field.INPUT_IDS)
        ? found + beside(hints)
        : found
            + ", which do not say what the task is: expected "
            + EXPECTED
            + didYouMean(hints.all(), nested())
            + "; or say the task by \"task\" and its columns by \"columns\"";
  }

  private String beside(Hints hints) {
    String text = column(Field.TEXT).map(Column::name).orElse("");
    String others =
        names(profile.columns()).stream()
            .filter(name -> !name.equals(text))
            .collect(Collectors.joining(", "));
    Map<Field, String> meant = hints.all();
    String also =
        meant.isEmpty()
            ? hints
                .only()
                .map(label ->
                    "; if it is the label, add " + Hints.asColumns(Map.of(Field.LABEL, label)))
                .orElse("")
            : "";
    return ", and no task is known that reads %s beside text%s; to learn the language of text alone, add \"task\": {\"type\": \"%s\"}"
        .formatted(
            others, didYouMean(meant, also), languageModelling.name().toLowerCase(Locale.ROOT));
  }

  /** SQuAD's own files have a tree of articles. */
  private String nested() {
    return profile.column("paragraphs").isPresent()
        ? "; paragraphs are a tree: write a row for each question, with question, context and"
            + " answers"
        : "";
  }

  private static String didYouMean(Map<Field, String> meant, String otherwise) {
    return meant.isEmpty()
        ? otherwise
        : "; did you mean %s? Then add %s"
            .formatted(
                String.join(", ", meant.keySet().stream().map(Field::wireName).toList()),
                Hints.asColumns(meant));
  }

  private Hints hints() {
    Map<Field, String> found = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      column(field)
          .filter(column -> !isLoneTarget(field))
          .ifPresent(column -> found.put(field, column.name()));
    }
    return new Hints(profile, found);
  }

  /** What goes with something that is missing is read by nothing. */
  private boolean isLoneTarget(Field field) {
    return switch (field) {
      case LABEL -> !hasInput();
      case LABELS, SCORE, TEXT_PAIR, CHOICES -> !have(Field.TEXT) && !have(Field.INPUT_IDS);
      case TOKEN_LABELS -> !have(Field.INPUT_IDS);
      case TAGS -> !have(Field.TOKENS);
      case TARGET -> !have(Field.SOURCE);
      case COMPLETION -> !have(Field.PROMPT);
      case MESSAGES, TOOLS, SYSTEM, INSTRUCTION, INPUT, OUTPUT, HISTORY -> true;
      default -> false;
    };
  }

  private boolean hasInput() {
    return have(Field.TEXT)
        || have(Field.INPUT_IDS)
        || have(Field.IMAGE)
        || have(Field.PIXEL_VALUES);
  }

  /** Whether a row has a list of labels. */
  public static boolean hasListsOfLabels(TableProfile profile, Map<String, String> given) {
    return new TaskInference(profile, given, TaskType.MASKED_LM)
        .column(Field.LABELS)
        .filter(labels -> labels.type() == ColumnType.LIST)
        .isPresent();
  }

  /** A list of labels may be of several tasks. */
  private Optional<TaskType> ofIds() {
    if (have(Field.START_POSITION, Field.END_POSITION)) {
      return Optional.of(TaskType.QUESTION_ANSWERING);
    }
    if (areTokens()) {
      return Optional.of(languageModelling);
    }
    return column(Field.LABEL)
        .filter(label -> label.type() != ColumnType.LIST)
        .map(TaskInference::ofLabel);
  }

  /**
   * Numbers beside the ids of a model that writes are the tokens that it learns, as the reference
   * has it.
   */
  private boolean areTokens() {
    return languageModelling != TaskType.MASKED_LM
        && column(Field.TOKEN_LABELS)
            .filter(labels -> labels.type() == ColumnType.LIST)
            .filter(labels -> labels.values().isEmpty() || labels.holdsWholeNumbers())
            .isPresent();
  }

  private static TaskType ofLabel(Column label) {
    return label.type() == ColumnType.NUMBER
        ? TaskType.REGRESSION
        : TaskType.SEQUENCE_CLASSIFICATION;
  }

  private Optional<TaskType> ofText() {
    if (hasListsOfLabels(profile, given)) {
      return Optional.of(TaskType.MULTI_LABEL_CLASSIFICATION);
    }
    Optional<Column> label = column(Field.LABEL);
    if (label.isPresent()) {
      return label.map(TaskInference::ofLabel);
    }
    if (have(Field.SCORE)) {
      return Optional.of(TaskType.REGRESSION);
    }
    return isTextAlone() ? Optional.of(languageModelling) : Optional.empty();
  }

  /** A job that names the text's column has seen the others, unless one is but misspelt. */
  private boolean isTextAlone() {
    return profile.columns().size() == 1
        || (given.keySet().equals(Set.of(Field.TEXT.wireName()))
            && !have(Field.TEXT_PAIR)
            && hints().all().isEmpty());
  }

  private Optional<Column> column(Field field) {
    String named = given.get(field.wireName());
    return named != null
        ? profile.column(named)
        : field.columns().stream()
            .filter(name -> !given.containsValue(name))
            .flatMap(name -> profile.column(name).stream())
            .findFirst();
  }

  private boolean have(Field... fields) {
    for (Field field : fields) {
      if (column(field).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }
}
