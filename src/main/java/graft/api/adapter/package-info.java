/** Trained adapters over HTTP: list, download, predict, merge, reset, delete. */
@NullMarked
package graft.api.adapter;

import org.jspecify.annotations.NullMarked;
