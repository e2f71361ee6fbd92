package graft.api.adapter;

import graft.spec.Attribute;
import graft.spec.JsonValue;
import graft.spec.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The answer to one row, with what its task answers and was asked for. */
record PredictionView(Map<String, Object> json) implements JsonValue {
  public static final Map<String, Object> SCHEMA = schema();

  public static PredictionView read(Object json) {
    throw new IllegalArgumentException("only an answer has it");
  }

  private static Map<String, Object> schema() {
    Map<String, Object> schema = whatApplies();
    Map<String, Object> properties = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(schema.get("properties")))
        .forEach((name, property) -> properties.put(name.toString(), property));
    properties.put(
        "answers",
        Map.of(
            "type",
            "array",
            "items",
            whatApplies(),
            "description",
            "With a parallel setup: each adapter's own answer, with these same attributes"));
    schema.put("properties", properties);
    return schema;
  }

  private static Map<String, Object> whatApplies() {
    Map<String, Object> schema = new LinkedHashMap<>(Schema.of(Parts.class, null));
    schema.remove("additionalProperties");
    // Which of them there are is the task's and the request's choice.
    schema.put("required", List.of());
    return schema;
  }

  /** All that an answer of one adapter may have. */
  record Parts(
      @Attribute("The likeliest class") Optional<String> label,
      @Attribute("Of several classes those that hold") List<String> labels,
      @Attribute("Of each class") Map<String, Double> probabilities,
      @Attribute(
              "Scores of the classes, in the order of the adapter's labels; of a language model those of the last token")
          List<Double> logits,
      @Attribute(
              "Of a regression; of an answer to a question its probability; of beams the sum of log-probabilities / length ^ length_penalty")
          Optional<Double> score,
      @Attribute("Each token with its label, its logits or both") List<Token> tokens,
      @Attribute("What the labels of tokens mark") List<Entity> entities,
      @Attribute("The answer to a question; empty where there is none") Optional<String> answer,
      @Attribute("Where the answer begins in the context, in code points; with given ids in tokens")
          Optional<Integer> start,
      @Attribute("Where the answer ends, exclusive") Optional<Integer> end,
      @Attribute("Of each token") List<Double> startLogits,
      @Attribute("Of each token") List<Double> endLogits,
      @Attribute("Of a language model") Optional<String> generatedText,
      @Attribute("What belongs where the text has mask tokens") List<Mask> masks,
      @Attribute("Of a language model that reads: the mean loss of the text's tokens")
          Optional<Double> loss,
      @Attribute("All tokens that were generated, the end token included")
          List<Integer> generatedIds,
      @Attribute("stop: an end token or a stop string; length: no room for more")
          Optional<String> finishReason,
      @Attribute("With num_return_sequences above 1: all texts, the best first")
          List<Generated> sequences,
      @Attribute("Of each new token") List<Logprob> logprobs,
      @Attribute("What the first new token is drawn from, the likeliest first")
          List<TokenProbability> nextTokenProbabilities) {}

  /** One of several texts. */
  record Generated(
      String generatedText,
      List<Integer> generatedIds,
      String finishReason,
      @Attribute("Of beams: the sum of log-probabilities / length ^ length_penalty")
          Optional<Double> score,
      List<Logprob> logprobs) {}

  /** A new token under the raw distribution. */
  record Logprob(int id, String token, double logprob) {}

  /** A token that may be drawn. */
  record TokenProbability(int id, double probability) {}

  /** A token of a row. */
  record Token(
      String token,
      @Attribute("In code points; not with given ids") Optional<Integer> start,
      Optional<Integer> end,
      Optional<String> label,
      Map<String, Double> probabilities,
      List<Double> logits) {}

  /** Tokens that belong together. */
  record Entity(
      String type,
      String text,
      @Attribute("In code points") int start,
      @Attribute("Exclusive") int end,
      @Attribute("Mean probability of its words' labels") double score) {}

  /** A place of a mask token. */
  record Mask(@Attribute("Index of the token") int position, List<Candidate> candidates) {}

  /** A token that may stand there. */
  record Candidate(String token, int tokenId, double probability) {}
}
