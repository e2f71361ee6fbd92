package graft.recipe.generate;

import java.util.List;

/**
 * What was generated after one prompt.
 *
 * @param adapter whose head answered; empty where the model itself did
 * @param prompt its token ids
 * @param texts in their order; of beams the best first
 * @param told of each token of the prompt but the first, if that was asked for
 * @param first the distribution of the first new token, the likeliest first; empty if it was not
 *     asked for
 */
public record GeneratedAnswer(
    String adapter,
    List<Integer> prompt,
    List<GeneratedText> texts,
    List<ToldToken> told,
    List<TokenShare> first) {
  public GeneratedAnswer {
    prompt = List.copyOf(prompt);
    texts = List.copyOf(texts);
    told = List.copyOf(told);
    first = List.copyOf(first);
  }

  /** A token and the probability to be drawn. */
  public record TokenShare(int id, double probability) {}
}
