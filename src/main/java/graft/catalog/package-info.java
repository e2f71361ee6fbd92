/**
 * What the service holds: base models, data files, adapters, saved configurations; their rows and
 * their files. May use {@code format}, {@code table} and {@code spec}.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Files first, row second: a row never points to a file that is not complete. Deleting goes
 *       the other way round. What a crash leaves behind either way has no row, and is swept at
 *       start.
 *   <li>An adapter's row names its directory. Replacing its files is a new directory and then one
 *       update of the row, so readers and crashes see the old files or the new ones.
 *   <li>Whoever wants to use something beyond a moment takes it with {@code hold} inside a
 *       transaction; that and {@code delete} lock the same row, so nothing vanishes between the
 *       look and the use. An adapter is taken so by every adapter that is trained in a setup with
 *       it, and stays for as long as any of these is there.
 *   <li>Lists are keysets over a sequence number given at insertion, so what is added while a
 *       client pages is neither repeated nor skipped.
 *   <li>Every row has an owner, {@code local} until there are keys.
 *   <li>A room a resource. Its entities and repositories are package-private; what leaves it is a
 *       record, and the service finds it by its interfaces.
 * </ul>
 */
@NullMarked
package graft.catalog;

import org.jspecify.annotations.NullMarked;
