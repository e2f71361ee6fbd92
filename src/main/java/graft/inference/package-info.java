/**
 * What is computed for a request or beside the jobs, on the same devices: predictions, evaluations,
 * merges. May use {@code catalog}, {@code recipe}, {@code data}, {@code table} and {@code spec}.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>No HTTP thread computes. Each device has one thread for all this, its {@link
 *       graft.inference.Lane}; a task goes there piece by piece, so that a long one lets short ones
 *       pass, and whoever has gone is not computed for.
 *   <li>What needs shapes but no numbers (is this configuration possible?) never goes to a device.
 *   <li>What is open stays open: models, tokenizers and adapters are lent by the library, which
 *       closes the longest unused first where memory is short.
 * </ul>
 */
@NullMarked
package graft.inference;

import org.jspecify.annotations.NullMarked;
