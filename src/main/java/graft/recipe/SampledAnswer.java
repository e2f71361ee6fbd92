package graft.recipe;

/**
 * What a language model wrote after a row's prompt.
 *
 * @param row its place in the file, counted from 0
 * @param prompt all that it read
 * @param expected the right answer
 */
public record SampledAnswer(int row, String prompt, String expected, String generated) {}
