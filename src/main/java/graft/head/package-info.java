/**
 * Prediction heads, each with its loss and its answer. Their shapes and weight names are the
 * reference library's "flexible" heads.
 */
@NullMarked
package graft.head;

import org.jspecify.annotations.NullMarked;
