package graft.format.tokenizer;

/**
 * What a model can read.
 *
 * @param vocabulary rows of its word embedding: ids are below
 * @param segments that it tells apart; 0 where it knows of none
 * @param positions most tokens of a text, special tokens included
 */
public record ModelLimits(int vocabulary, int segments, int positions) {}
