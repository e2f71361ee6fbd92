/**
 * What the catalog does with the file system: names that appear whole or not at all, locks that die
 * with their process, and what failures mean to a user.
 */
@NullMarked
package graft.catalog.disk;

import org.jspecify.annotations.NullMarked;
