/**
 * The job, its states, its events and its metrics; their rows are in {@link graft.job.store}. May
 * use {@code spec} only.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Each claim raises the row's {@code epoch}, and so does whatever takes a job from its
 *       holder. All that a holder writes has the epoch in its condition; no row changed means that
 *       somebody else decides about the job now.
 *   <li>Each time a job goes into the queue it gets a new {@code ticket}. Whatever still waits for
 *       an older one is void, so that pause and resume need not wait for each other.
 *   <li>Cancelling takes the job from its holder at once, who may be dead. Pausing asks the holder,
 *       who alone can keep the state of the training.
 *   <li>Files are validated while the request is answered, so a stored job is never in the state
 *       that clients call {@code validating_files}; its first events still say what was checked.
 * </ul>
 */
@NullMarked
package graft.job;

import org.jspecify.annotations.NullMarked;
