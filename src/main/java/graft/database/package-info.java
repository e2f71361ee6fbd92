/**
 * The connections to the database, and what it means when nobody answers there. May use {@code
 * spec} only.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Whether the database is there is asked twice a second on a connection of its own, and not
 *       guessed from how long a statement takes: a long one may be right, and one without an answer
 *       waits for as long as TCP likes.
 *   <li>When it is away every connection is broken off, so that nobody waits for an answer that
 *       will not come, and the pool finds no old one when it is back.
 *   <li>What a caller makes of it is the caller's: a request is answered {@code
 *       database_unavailable}, a training goes on and tells later what it did.
 * </ul>
 */
@NullMarked
package graft.database;

import org.jspecify.annotations.NullMarked;
