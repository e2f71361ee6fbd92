/**
 * The rows of jobs, events and metrics, and what {@link graft.job.Jobs}, {@link graft.job.Claims}
 * and {@link graft.job.History} do over them.
 *
 * <p>Jobs are read and inserted by Spring Data; every change of a row is a statement with the epoch
 * in its condition. The logs are only ever appended to, in bulk, so they are plain SQL.
 */
@NullMarked
package graft.job.store;

import org.jspecify.annotations.NullMarked;
