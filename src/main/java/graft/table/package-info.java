/**
 * Reading data-set files row by row, and saying what is in them.
 *
 * <p>JSON Lines, CSV and TSV, each perhaps gzipped. Depends on {@code spec} only. Decisions:
 *
 * <ul>
 *   <li>Nothing holds a whole file: a file is a stream of lines, each bounded, and the unpacked
 *       bytes are bounded before the first is read.
 *   <li>Text is UTF-8 or a fault. Guessing another encoding would train on garbage in silence.
 *   <li>Readers write faults into a log and go on; who opened the file decides whether the first
 *       fault ends it (training) or all are counted (profiling at upload).
 *   <li>An empty CSV field is null, as data frames have it; nothing in CSV is converted, since only
 *       the task knows whether {@code 007} is a number.
 * </ul>
 */
@NullMarked
package graft.table;

import org.jspecify.annotations.NullMarked;
