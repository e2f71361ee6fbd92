/** Packing: several short texts in one row, so that little of it is padding. */
@NullMarked
package graft.data.pack;

import org.jspecify.annotations.NullMarked;
