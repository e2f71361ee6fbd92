package graft.metric;

import java.util.Optional;

/**
 * A row with its answer beside the right one.
 *
 * @param row its place in the file, counted from 0
 * @param probability of what was predicted, where the task tells any
 * @param wrongness 0 for a right answer; larger for a worse one
 */
public record Judged(
    int row, String gold, String predicted, Optional<Double> probability, double wrongness) {}
