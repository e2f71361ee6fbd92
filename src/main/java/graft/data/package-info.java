/**
 * From rows to batches: mapping columns, tokenizing, seeded order, collating.
 *
 * <p>Depends on {@code table} and {@code spec}; of DJL only the tokenizer library. Decisions:
 *
 * <ul>
 *   <li>A data set is tokenized once and held as a few large {@code int} arrays, so that a million
 *       short rows cost megabytes and an epoch costs copies only. Its tokens are bounded.
 *   <li>Batches are plain host arrays, row-major; whoever computes makes tensors of them.
 *   <li>Truncation is done here and not in the native tokenizer, whose truncation is a setting: one
 *       open tokenizer then serves jobs of every length.
 *   <li>Order, splits and masks are pure functions of (seed, epoch, position). Nothing remembers
 *       how far it got, so a resumed job repeats exactly.
 * </ul>
 */
@NullMarked
package graft.data;

import org.jspecify.annotations.NullMarked;
