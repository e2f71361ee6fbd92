/** Data sets over HTTP: upload, list, look at rows, download, delete. */
@NullMarked
package graft.api.file;

import org.jspecify.annotations.NullMarked;
