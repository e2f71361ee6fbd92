/**
 * Copies of a whole installation, made while it runs and put back where nothing is. May use {@code
 * catalog} (its bucket), {@code cli}, {@code postgres} and {@code spec}.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>The embedded PostgreSQL brings no {@code pg_dump}: one repeatable-read snapshot is read by
 *       {@code COPY}, as text. So a backup is tied to no version of PostgreSQL, and moves between
 *       an embedded and an external one.
 *   <li>The snapshot comes before the files. A file that a row names is complete and never changes;
 *       one that was deleted since makes the whole backup begin again.
 *   <li>The manifest comes last: a directory without one is no backup. It has the SHA-256 of
 *       everything, and all of them are checked before anything is put back, and again on the way.
 *   <li>A backup in a bucket is made in a directory beside the data first, whose files are mostly
 *       further names of those that are there, and then sent: a snapshot stays open for as long as
 *       the disk takes, and not the net.
 * </ul>
 */
@NullMarked
package graft.backup;

import org.jspecify.annotations.NullMarked;
