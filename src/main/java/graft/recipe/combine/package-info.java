/**
 * Adapters of one base model combined by arithmetic: {@link graft.recipe.combine.AdapterCombiner}
 * makes a new adapter's files of several.
 *
 * <p>The formulas are those of PEFT's {@code add_weighted_adapter} and AdapterHub's {@code
 * average_adapter}; where a library is wrong, the right thing is done.
 */
@NullMarked
package graft.recipe.combine;

import org.jspecify.annotations.NullMarked;
