package graft.architecture;

import java.util.OptionalInt;

/**
 * What a {@code config.json} says of a model's size.
 *
 * @param hiddenSize width of the hidden states
 * @param layers of all stacks: encoder and decoder together
 * @param positions how many tokens an input may have; empty where nothing limits it
 */
public record Dimensions(int hiddenSize, int layers, OptionalInt positions) {}
