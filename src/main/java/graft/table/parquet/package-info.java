/**
 * Reading Parquet row by row, on one thread, in bounded memory and time; knows nothing of tables.
 * May use {@code spec}.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>The reader is our own, since what a file claims about its sizes must be judged before
 *       anything is allocated for it: values come one at a time from at most one page of each
 *       column, and a {@link graft.table.parquet.Budget} counts what is held and what is handed
 *       out.
 *   <li>Source: the format's specification (apache/parquet-format): thrift compact footers and page
 *       headers, data pages of both versions, the encodings of both, and lists of two and three
 *       levels.
 *   <li>Values come as JSON has them, so that a row is the same in every format: whole numbers, a
 *       {@code FLOAT} as the decimal that it is written as, times as ISO 8601 text.
 *   <li>Only zstd is left to a library, since it has no small decoder.
 * </ul>
 */
@NullMarked
package graft.table.parquet;

import org.jspecify.annotations.NullMarked;
