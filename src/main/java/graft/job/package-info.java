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
 *   <li>A job is {@code VALIDATING_FILES} while its worker reads and checks every row, and {@code
 *       RUNNING} from the first step on; both are held, and lost, cancelled and paused alike. What
 *       can be checked quickly is checked before that, while the request is answered.
 * </ul>
 */
@NullMarked
package graft.job;

import org.jspecify.annotations.NullMarked;
