/**
 * Reading data-set files row by row, and saying what is in them.
 *
 * <p>JSON Lines, JSON arrays, CSV, TSV and Parquet, each perhaps gzipped. Depends on {@code spec}
 * only. Decisions:
 *
 * <ul>
 *   <li>Nothing holds a whole file: a file is a stream of lines, each bounded, and the unpacked
 *       bytes are bounded before the first is read.
 *   <li>Text is UTF-8 or a fault. Guessing another encoding would train on garbage in silence.
 *   <li>Readers write faults into a log and go on; who opened the file decides whether the first
 *       fault ends it (training) or all are counted (profiling at upload).
 *   <li>Equal rows are equal in every format: names of columns are trimmed in all of them, an empty
 *       CSV field is null, as data frames have it, and classes of Parquet have their names. Nothing
 *       in CSV is converted that a task could mean, since only it knows whether {@code 007} is a
 *       number.
 *   <li>A profile is bounded by the file's columns together, not by each alone: the columns with
 *       the most text lose their counts first, being the least likely to be labels.
 *   <li>Several files of one data set become one when they arrive, so that all that follows knows
 *       of one.
 * </ul>
 */
@NullMarked
package graft.table;

import org.jspecify.annotations.NullMarked;
