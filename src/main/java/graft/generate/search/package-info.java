/**
 * How the next tokens of a prompt are chosen from its logits: greedily, drawn from a seed, or by
 * beams.
 *
 * <p>Host arithmetic only, on the raw float32 logits of each row; scores stay float32 as the
 * reference's do, sums are made in double precision. The order of the processors is the
 * reference's: penalties of what occurs already, n-grams that must not come again, end tokens that
 * may not come yet, tokens that must come; then, where tokens are drawn, temperature, top-k, top-p,
 * min-p, each on what the one before left. The pure functions of (seed, sequence, step) that draw
 * make a prompt's tokens the same alone and in a batch.
 */
@NullMarked
package graft.generate.search;

import org.jspecify.annotations.NullMarked;
