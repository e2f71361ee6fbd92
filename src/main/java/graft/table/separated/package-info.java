/**
 * Texts whose fields are separated by a character: which one it is, how records are cut, and what
 * cells hold that is more than a text. May use {@code table.source} and {@code spec}.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>The separator is found in the content; the filename only breaks ties.
 *   <li>Quotes are RFC 4180's, except between tabs: there, a quote that is not closed before the
 *       next field is a character like any other, so that it cannot swallow rows.
 *   <li>Nothing is converted, since only the task knows whether {@code 007} is a number. Columns
 *       whose every cell is a list, an object, a truth value or a decimal with a comma are the
 *       exception: no task can mean these texts.
 * </ul>
 */
@NullMarked
package graft.table.separated;

import org.jspecify.annotations.NullMarked;
