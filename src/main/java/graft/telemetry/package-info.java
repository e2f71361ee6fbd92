/**
 * What the operators of a node see of it: metrics for Prometheus, a line in the log for each
 * transition of a job, and what the start prints. May use {@code catalog}, {@code job}, {@code
 * dispatch}, {@code recipe} and {@code spec}; nobody uses it.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Nothing that works calls a meter. Transitions of jobs come as events, computations are
 *       followed by a decorator of {@link graft.recipe.Recipes}, and states are asked for when
 *       somebody scrapes.
 *   <li>Values of labels come from closed sets: statuses, error codes, methods, tasks, this node's
 *       devices. No label names a job, a file, an adapter, a model or a client.
 *   <li>What the database is asked for is asked at most every five seconds, and is the same on
 *       every node: dashboards take the maximum of it, not the sum.
 * </ul>
 */
@NullMarked
package graft.telemetry;

import org.jspecify.annotations.NullMarked;
