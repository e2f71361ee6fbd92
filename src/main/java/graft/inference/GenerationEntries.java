package graft.inference;

import graft.recipe.generate.GeneratedAnswer;
import graft.recipe.generate.GeneratedText;
import graft.recipe.generate.ToldToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was generated, as an answer to a request for predictions tells it. */
final class GenerationEntries {
  private GenerationEntries() {}

  /**
   * The entry of one row.
   *
   * @param answers of all branches of the setup
   * @param isParallel whether each branch gives an answer of its own
   * @param isNamed whether an answer says which adapter gave it
   */
  static Map<String, Object> of(
      List<GeneratedAnswer> answers, boolean isParallel, boolean isNamed) {
    List<Map<String, Object>> entries =
        answers.stream().map(answer -> entry(answer, isNamed)).toList();
    return isParallel ? Map.of("answers", entries) : entries.getFirst();
  }

  private static Map<String, Object> entry(GeneratedAnswer answer, boolean isNamed) {
    Map<String, Object> entry = new LinkedHashMap<>();
    if (isNamed) {
      entry.put("adapter", answer.adapter());
    }
    entry.putAll(text(answer.texts().getFirst()));
    if (answer.texts().size() > 1) {
      entry.put("sequences", answer.texts().stream().map(GenerationEntries::text).toList());
    }
    if (!answer.first().isEmpty()) {
      entry.put(
          PredictionAsk.FIRST,
          answer.first().stream()
              .map(share -> Map.of("id", share.id(), "probability", share.probability()))
              .toList());
    }
    return entry;
  }

  private static Map<String, Object> text(GeneratedText text) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("generated_text", text.text());
    entry.put("generated_ids", text.ids());
    entry.put("finish_reason", text.finishReason());
    text.score().ifPresent(score -> entry.put("score", score));
    if (!text.logprobs().isEmpty()) {
      entry.put(
          PredictionAsk.LOGPROBS, text.logprobs().stream().map(GenerationEntries::told).toList());
    }
    return entry;
  }

  private static Map<String, Object> told(ToldToken token) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("id", token.id());
    told.put("token", token.token());
    told.put("logprob", token.logprob());
    return told;
  }
}
