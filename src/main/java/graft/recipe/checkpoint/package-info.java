/**
 * The state of a training as files: what a job needs to go on from a step as if nothing had
 * happened.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A checkpoint is an adapter's directory, which predicts like any other, with three files
 *       more: {@code training_state.safetensors} (trained tensors, moments, best weights, to the
 *       bit), {@code training_state.json} (everything else) and {@code SHA256SUMS}, which {@code
 *       sha256sum -c} understands too.
 *   <li>The order of the data and the dropout masks are functions of seed and step, so neither is
 *       kept; there is nothing of a random generator to keep.
 *   <li>Whoever goes on from one reads every byte and compares its digest first. A damaged one is
 *       refused as a whole; the one before it takes its place.
 * </ul>
 *
 * <p>Of the recipes it may use {@code saved}.
 */
@NullMarked
package graft.recipe.checkpoint;

import org.jspecify.annotations.NullMarked;
