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
    return switch (task.type().target()) {
      case CLASS -> new ClassAnswer(task.labels(), parts);
      case CLASSES -> new LabelSetAnswer(task.labels(), parts);
      case SCORE -> new ScoreAnswer(parts);
      case TAGS -> new TagAnswer(task, parts, tokenization);
      case SPAN -> new SpanAnswer(parts, tokenization);
      case TOKENS ->
          task.writes()
              ? new LanguageAnswer(task.type(), wanted.orUsualOfWriting(), tokenization)
              : new FillAnswer(wanted.orUsualOfLanguage(), tokenization);
    };
  }
}
