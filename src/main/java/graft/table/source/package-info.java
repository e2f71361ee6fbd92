/**
 * A data file before it is a table: its bytes unpacked, its lines decoded, what it is when it is no
 * table, and the logs of what is wrong or worth a note. May use {@code spec}.
 */
@NullMarked
package graft.table.source;

import org.jspecify.annotations.NullMarked;
