/** The cut: what stays of texts that are longer than a model reads. */
@NullMarked
package graft.data.cut;

import org.jspecify.annotations.NullMarked;
