/**
 * The training loop: steps, accumulation, clipping, AdamW, schedules, evaluation, early stopping.
 *
 * <p>The loop knows a model only as a {@link graft.train.Trainable}. What it does at a step depends
 * on the seed and the step's number alone: the order of the batches comes from {@link
 * graft.train.Batches}, dropout masks from the number of the forward pass. So a {@link
 * graft.train.TrainingState} needs neither of them, and a training that goes on from it repeats bit
 * for bit what it would have done.
 *
 * <p>Losses are sums, divided by the number of targets of the whole optimizer step: accumulation
 * over small batches is the same step as one big batch, however unequal the batches are.
 */
@NullMarked
package graft.train;

import org.jspecify.annotations.NullMarked;
