/**
 * The picture: the pixels of a data set's rows, which lie in a file and not in memory, since ten
 * thousand of them are more than a heap holds.
 */
@NullMarked
package graft.data.picture;

import org.jspecify.annotations.NullMarked;
