/** Data files: their rows, their bytes, and when they expire. */
@NullMarked
package graft.catalog.file;

import org.jspecify.annotations.NullMarked;
