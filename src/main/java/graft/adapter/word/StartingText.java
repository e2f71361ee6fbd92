package graft.adapter.word;

import graft.tensor.ParameterName;

/**
 * A text that trained vectors start as.
 *
 * @param number of vectors
 * @param name of their tensor
 */
public record StartingText(String text, int number, ParameterName name) {}
