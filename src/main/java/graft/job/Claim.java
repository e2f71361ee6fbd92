package graft.job;

/**
 * The right to write about a job, until somebody else gets it.
 *
 * @param job as it was claimed
 * @param epoch larger than that of every claim before
 */
public record Claim(Job job, long epoch) {}
