package graft.inference;

/**
 * How much text may be generated at a time.
 *
 * @param requests that wait or run on this node
 * @param tokens of prompts, and the most that may come after them, on each device
 */
public record TextLimits(int requests, long tokens) {}
