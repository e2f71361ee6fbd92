package graft.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a head looks at. */
public enum HeadKind {
  SEQUENCE(Optional.of("SEQ_CLS"), "ForSequenceClassification", "classification"),
  CHOICE(Optional.empty(), "ForMultipleChoice", "multiple_choice"),
  TOKENS(Optional.of("TOKEN_CLS"), "ForTokenClassification", "tagging"),
  SPAN(Optional.of("QUESTION_ANS"), "ForQuestionAnswering", "question_answering"),
  IMAGE(Optional.empty(), "ForImageClassification", "image_classification");

  private static final String SEVERAL_LABELS = "multilabel_classification";

  private final Optional<String> taskType;
  private final String nativeClass;
  private final String headType;

  HeadKind(Optional<String> taskType, String nativeClass, String headType) {
    this.taskType = taskType;
    this.nativeClass = nativeClass;
    this.headType = headType;
  }

  /** Of AdapterHub's word. */
  public static Optional<HeadKind> ofHeadType(@Nullable Object headType) {
    return Arrays.stream(values())
        .filter(
            k -> k.headType.equals(headType) || (k == SEQUENCE && SEVERAL_LABELS.equals(headType)))
        .findFirst();
  }

  /** Of a class such as {@code BertForSequenceClassification}. */
  public static Optional<HeadKind> ofClass(String modelClass) {
    return Arrays.stream(values()).filter(k -> modelClass.endsWith(k.nativeClass)).findFirst();
  }

  /** PEFT's words for those that it knows. */
  public static List<String> taskTypes() {
    return Arrays.stream(values()).flatMap(kind -> kind.taskType.stream()).toList();
  }

  /** PEFT's word; empty where it has none. */
  public Optional<String> taskType() {
    return taskType;
  }

  /** The end of the name of the native class: {@code ForSequenceClassification}. */
  public String nativeClass() {
    return nativeClass;
  }

  /** AdapterHub's word. */
  public String headType() {
    return headType;
  }
}
