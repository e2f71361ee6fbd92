/**
 * Copies of a whole installation, made while it runs and put back where nothing is. May use {@code
 * cli}, {@code postgres} and {@code spec}.
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
 * </ul>
 */
@NullMarked
package graft.backup;

import org.jspecify.annotations.NullMarked;
