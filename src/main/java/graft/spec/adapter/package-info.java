/**
 * The adapter methods as data: one record a method, with the reference library's attribute names
 * and defaults, and with what the rest of the house asks of any method.
 *
 * <p>LoRA and (IA)^3 are one record, as in the reference's files, told apart by {@code
 * composition_mode}; Compacter is a bottleneck whose {@code phm_layer} is on. What PEFT's LoRA and
 * (IA)^3 can say beyond these has records with PEFT's own attribute names.
 */
@NullMarked
package graft.spec.adapter;

import org.jspecify.annotations.NullMarked;
