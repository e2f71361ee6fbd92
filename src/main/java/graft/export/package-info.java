/**
 * Jobs in other people's tools: what they measure, as TensorBoard's files and as runs of MLflow.
 * May use {@code catalog}, {@code job} and {@code spec}.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>An export reads what a job has written, on a thread of its own: a tool that is slow or away
 *       delays its own copy and nothing else.
 *   <li>How far a tool has got is a row, written after the tool has answered. One node at a time
 *       holds it. What the tool may then get twice is recognised: MLflow stores a metric with equal
 *       step, time and value once, and a file is cut back to the length in the row.
 *   <li>Where to send is an operator's setting and never part of a request.
 * </ul>
 */
@NullMarked
package graft.export;

import org.jspecify.annotations.NullMarked;
