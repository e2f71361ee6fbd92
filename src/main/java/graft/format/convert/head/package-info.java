/**
 * Prediction heads as the ecosystem's files have them: AdapterHub's flexible heads and those of
 * native task classes, each brought to the other's form where both compute the same.
 */
@NullMarked
package graft.format.convert.head;

import org.jspecify.annotations.NullMarked;
