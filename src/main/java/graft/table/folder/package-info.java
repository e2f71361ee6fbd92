/**
 * Image folders: a ZIP of pictures in folders that are named after their labels, as the reference's
 * {@code imagefolder} reads them.
 */
@NullMarked
package graft.table.folder;

import org.jspecify.annotations.NullMarked;
