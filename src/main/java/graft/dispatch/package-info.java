/**
 * Long-lived worker threads, one per device slot, fed by db-scheduler: run jobs and short tasks,
 * cancel, pause, and take over what a lost node left. May use {@code catalog}, {@code database},
 * {@code job}, {@code recipe}, {@code table}, {@code data} and {@code spec}.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Locking, heartbeats, dead executions and priorities are db-scheduler's. An execution is a
 *       {@link graft.job.Ticket}; what it may write is decided by the {@link graft.job.Claim} that
 *       it gets for it, so an execution that db-scheduler starts twice has its effect once.
 *   <li>A job's row and its execution are written in one transaction. An execution whose job was
 *       cancelled or paused meanwhile stays where it is; whoever picks it up finds its ticket void.
 *   <li>A job whose worker is lost, or shuts down, goes on from its latest checkpoint. An attempt
 *       that a worker gives back in order does not count.
 *   <li>A database that is away stops no training: what was to be written is kept and repeated, so
 *       every write bears to be repeated. Nobody is taken for lost for a time in which nobody could
 *       give a sign of life.
 *   <li>A thread that computes is never interrupted. What does not end in time is left to run while
 *       its job is taken from it, and the process ends without an engine's destructors.
 *   <li>No HTTP thread computes. What is short goes through a bounded lane of its device; when the
 *       lane is full the answer is {@code BUSY}, at once.
 *   <li>Files first, row second: an adapter is written below {@code runs}, renamed to its lasting
 *       place and named by a row in the transaction that ends its job.
 * </ul>
 */
@NullMarked
package graft.dispatch;

import org.jspecify.annotations.NullMarked;
