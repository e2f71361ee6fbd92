package graft.recipe.generate;

import graft.spec.generation.GenerationSpec;
import graft.spec.generation.Unsaid;

/**
 * How text is wanted.
 *
 * @param spec what was said
 * @param unsaid where values of drawing come from that were not
 * @param usualTokens new tokens where nobody says how many, if there is room for so many
 * @param sequences texts of one prompt
 * @param seed what is drawn from where {@code spec} has no seed
 */
public record GenerationWishes(
    GenerationSpec spec,
    Unsaid unsaid,
    int usualTokens,
    int sequences,
    TokenWishes tokens,
    ToldWishes told,
    long seed) {
  /** The seed that is drawn from. */
  public long drawnFrom() {
    return spec.seed().orElse(seed);
  }
}
