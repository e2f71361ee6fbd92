package graft.api.language.view;

import graft.recipe.generate.ToldToken;
import graft.spec.Attribute;
import graft.spec.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Log-probabilities of the tokens of a completion, in lists with an item for each. */
public record CompletionLogprobs(
    List<String> tokens,
    @Attribute("null of a prompt's first token, of which nothing is told") Numbers tokenLogprobs,
    @Attribute("The likeliest tokens of each place; null where none were asked for")
        Likeliest topLogprobs,
    @Attribute("Where each begins in the text, in characters") List<Integer> textOffset) {
  /** A list in which null stands for nothing. */
  public record Numbers(List<@Nullable Object> all) implements JsonValue {
    public static final Map<String, Object> SCHEMA =
        Map.of("type", "array", "items", Map.of("type", List.of("number", "null")));

    public static Numbers read(Object json) {
      throw new IllegalArgumentException("only an answer has it");
    }

    @Override
    public Object json() {
      return all;
    }
  }

  /** The same of log-probabilities by token. */
  public record Likeliest(List<@Nullable Object> all) implements JsonValue {
    public static final Map<String, Object> SCHEMA =
        Map.of(
            "type",
            "array",
            "items",
            Map.of(
                "type",
                List.of("object", "null"),
                "additionalProperties",
                Map.of("type", "number")));

    public static Likeliest read(Object json) {
      throw new IllegalArgumentException("only an answer has it");
    }

    @Override
    public Object json() {
      return all;
    }
  }

  /**
   * @param first a prompt's first token, of which nothing is told
   * @param offset where the first of them begins
   */
  public static CompletionLogprobs of(
      List<String> first, List<ToldToken> told, int top, int offset) {
    List<String> tokens = new ArrayList<>(first);
    List<@Nullable Object> logprobs = new ArrayList<>();
    List<@Nullable Object> likeliest = new ArrayList<>();
    first.forEach(_ -> {
      logprobs.add(null);
      likeliest.add(null);
    });
    for (ToldToken token : told) {
      tokens.add(token.token());
      logprobs.add(token.logprob());
      likeliest.add(top == 0 ? null : likeliest(token));
    }
    List<Integer> offsets = new ArrayList<>();
    int at = offset;
    for (String token : tokens) {
      offsets.add(at);
      at += token.codePointCount(0, token.length());
    }
    return new CompletionLogprobs(tokens, new Numbers(logprobs), new Likeliest(likeliest), offsets);
  }

  /** Of tokens with the same text the likelier counts. */
  private static Map<String, Double> likeliest(ToldToken token) {
    Map<String, Double> likeliest = new LinkedHashMap<>();
    token.likeliest().forEach(one -> likeliest.putIfAbsent(one.token(), one.logprob()));
    likeliest.putIfAbsent(token.token(), token.logprob());
    return likeliest;
  }
}
