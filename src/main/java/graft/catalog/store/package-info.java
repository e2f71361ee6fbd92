/**
 * The rows and the files behind {@link graft.catalog}: entities and repositories. Nothing here is
 * public; the service finds it by its interfaces.
 *
 * <p>A file gets its name when it is complete and on disk, and its row after that. Between the two
 * it is {@link graft.catalog.disk.FileLease held}, so that a sweep, perhaps on another node, can
 * tell what a crash left behind from what is about to get its row.
 */
@NullMarked
package graft.catalog.store;

import org.jspecify.annotations.NullMarked;
