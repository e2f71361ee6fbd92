package graft.recipe.task;

import graft.data.Tokenizer;
import graft.spec.job.TaskSpec;
import java.util.Map;

/** Picks how a task is answered. */
public final class Answers {
  private Answers() {}

  /**
   * @param tokenization spells tokens for as long as answers are made
   */
  public static OutputDecoder of(TaskSpec task, Parts wanted, Tokenizer tokenization) {
    return new Saying(answer(task, wanted, tokenization));
  }

  /**
   * What is said of a row that one of several classes fits.
   *
   * @param logits a score for each class
   */
  public static Map<String, Object> ofClasses(TaskSpec task, Parts wanted, float[] logits) {
    return new ClassAnswer(task.labels(), wanted.orUsual()).of(logits);
  }

  /** Says of a row that it, or what is asked of it, was too long to be read as a whole. */
  private record Saying(OutputDecoder inner) implements OutputDecoder {
    @Override
    public int[] places(Row row) {
      return inner.places(row);
    }

    @Override
    public Map<String, Object> of(Row row, float[] logits) {
      Map<String, Object> answer = inner.of(row, logits);
      if (row.isCut()) {
        answer.put("truncated", true);
      }
      return answer;
    }
  }

  private static OutputDecoder answer(TaskSpec task, Parts wanted, Tokenizer tokenization) {
    Parts parts = wanted.orUsual();
    return switch (task.type()) {
      case SEQUENCE_CLASSIFICATION, MULTIPLE_CHOICE, IMAGE_CLASSIFICATION ->
          new ClassAnswer(task.labels(), parts);
      case MULTI_LABEL_CLASSIFICATION -> new LabelSetAnswer(task.labels(), parts);
      case REGRESSION -> new ScoreAnswer(parts);
      case TOKEN_CLASSIFICATION -> new TagAnswer(task, parts, tokenization);
      case QUESTION_ANSWERING -> new SpanAnswer(parts, tokenization);
      case CAUSAL_LM, SEQ2SEQ_LM ->
          new LanguageAnswer(task.type(), wanted.orUsualOfWriting(), tokenization);
      case MASKED_LM -> new FillAnswer(wanted.orUsualOfLanguage(), tokenization);
    };
  }
}
