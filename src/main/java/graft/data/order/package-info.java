/** The order in which rows are read: seeded, so that a resumed job repeats it. */
@NullMarked
package graft.data.order;

import org.jspecify.annotations.NullMarked;
