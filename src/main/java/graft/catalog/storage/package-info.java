/**
 * Where the catalog's files lie: the layout of the data directory, names that appear whole or not
 * at all, locks that die with their process, and what failures mean to a user.
 *
 * <p>{@link Blobs} is where what all nodes need is kept: the data directory that they share, or a
 * bucket, of which each node's disk is then a cache.
 *
 * <p>A file gets its name when it is complete and on disk, and its row after that. Between the two
 * it is {@link FileLease held}, so that a sweep, perhaps on another node, can tell what a crash
 * left behind from what is about to get its row.
 */
@NullMarked
package graft.catalog.storage;

import org.jspecify.annotations.NullMarked;
