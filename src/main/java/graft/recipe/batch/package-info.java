/**
 * The batch: how a data set or the rows of a request are cut, padded and put on a device.
 *
 * <p>Of the recipes it may use {@code adapted} and the rows of {@code task}.
 */
@NullMarked
package graft.recipe.batch;

import org.jspecify.annotations.NullMarked;
