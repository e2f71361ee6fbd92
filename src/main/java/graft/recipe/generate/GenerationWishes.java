package graft.recipe.generate;

import graft.spec.generation.GenerationSpec;

/**
 * How text is wanted.
 *
 * @param spec what was said
 * @param unsaid where values of drawing come from that were not
 * @param usualTokens new tokens where nobody says how many, if there is room for so many
 * @param seed what is drawn from where {@code spec} has no seed
 */
public record GenerationWishes(
    GenerationSpec spec,
    Unsaid unsaid,
    int usualTokens,
    TokenWishes tokens,
    ToldWishes told,
    long seed) {
  /** Where values come from that nobody gave. */
  public enum Unsaid {
    /** They are off: greedy. */
    OFF,
    /** The model's files have them, also whether tokens are drawn. */
    OF_MODEL,
    /** The model's files have them; tokens are drawn, unless the temperature is 0. */
    DRAWN_AS_MODEL
  }

  /** The seed that is drawn from. */
  public long drawnFrom() {
    return spec.seed().orElse(seed);
  }
}
