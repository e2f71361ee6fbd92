/**
 * Moves adapters between AdapterHub's form, which is also the house's, and PEFT's. What only PEFT
 * can say keeps PEFT's words in the house's files.
 *
 * <p>An adapter that is moved computes the same function afterwards, or is refused with the reason:
 * PEFT has no bottleneck adapters; AdapterHub has no ranks that differ between layers and cannot
 * scale the input of a feed-forward matrix: such an adapter of PEFT is read as {@code peft_lora} or
 * {@code peft_ia3}, and refused as an AdapterHub file. LoRA and (IA)^3 on encoder-only and
 * decoder-only models can be moved, with the heads that a native task class has too.
 *
 * <p>PEFT's prefixes shift the positions of the text, AdapterHub's do not. The house has both, told
 * apart by an attribute of its own, {@code shift_positions}; each kind goes to its own library.
 *
 * <p>A head of AdapterHub is flexible, or in the form of a native task class; it is kept and goes
 * out in the form that it came in, and is computed as the flexible one ({@link
 * graft.format.exchange.head.NativeForm}).
 *
 * <p>Which module is whose is decided by its published path, in one table a family of models.
 */
@NullMarked
package graft.format.exchange;

import org.jspecify.annotations.NullMarked;
