/**
 * Moves adapters between the forms of the ecosystem's libraries, and folds them into models that
 * other libraries load. The house's own form is AdapterHub's; what only PEFT can say keeps PEFT's
 * words in the house's files.
 *
 * <p>A head of AdapterHub is flexible, or in the form of a native task class; it is kept and goes
 * out in the form that it came in, and is computed as the flexible one ({@link
 * graft.format.convert.head.NativeForm}). Which module is whose is decided by its published path,
 * in one table a family of models.
 */
@NullMarked
package graft.format.convert;

import org.jspecify.annotations.NullMarked;
