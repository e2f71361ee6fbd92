package graft.recipe;

/**
 * How far an evaluation is.
 *
 * @param rows that were answered; of a long row in windows each counts for a part
 * @param of rows that there are
 * @param share of the work, in tokens: rows differ, and the longest come first
 */
public record Headway(long rows, long of, double share) {}
