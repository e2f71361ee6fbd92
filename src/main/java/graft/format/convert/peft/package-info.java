/**
 * PEFT's adapters: what its files say, in its own words and by its own rules, and the same adapter
 * in AdapterHub's form.
 *
 * <p>An adapter that is moved computes the same function afterwards, or is refused with the reason:
 * PEFT has no bottleneck adapters; AdapterHub has no ranks that differ between layers and cannot
 * scale the input of a feed-forward matrix: such an adapter of PEFT is read as {@code peft_lora} or
 * {@code peft_ia3}, and refused as an AdapterHub file. LoRA and (IA)^3 on encoder-only and
 * decoder-only models can be moved, with the heads that a native task class has too.
 *
 * <p>PEFT's prefixes shift the positions of the text, AdapterHub's do not. The house has both, told
 * apart by an attribute of its own, {@code shift_positions}; each kind goes to its own library.
 */
@NullMarked
package graft.format.convert.peft;

import org.jspecify.annotations.NullMarked;
