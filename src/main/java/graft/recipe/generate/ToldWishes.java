package graft.recipe.generate;

/**
 * What is told of a text.
 *
 * @param logprobs of how many of the likeliest tokens beside each one; 0: of the one alone; -1: of
 *     none
 * @param first whether the distribution is told that the first token is chosen from
 * @param ofPrompt whether the log-probabilities of the prompt's own tokens are told as well
 * @param skipsSpecial whether special tokens are left out of the text
 * @param continues whether the text goes on from its prompt, so that a blank before its first word
 *     stays
 * @param dropsEnd whether a token that ends the text is left out of it, special or not
 */
public record ToldWishes(
    int logprobs,
    boolean first,
    boolean ofPrompt,
    boolean skipsSpecial,
    boolean continues,
    boolean dropsEnd) {
  public static final ToldWishes TEXT = new ToldWishes(-1, false, false, true, false, false);
}
