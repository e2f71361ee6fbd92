/**
 * What a file's columns mean: which of them a task reads, what they say of a task that nobody
 * named, and what a column may have been meant as that has no known name.
 *
 * <p>Depends on {@code table} and {@code spec}. A name is known only as it is written here: {@code
 * Label} is not {@code label}, but a hint. So nothing is learnt from a column that was not meant.
 */
@NullMarked
package graft.data.column;

import org.jspecify.annotations.NullMarked;
