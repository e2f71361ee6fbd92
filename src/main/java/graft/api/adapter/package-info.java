/** Trained adapters over HTTP: list, download, predict, merge, reset, eject, delete. */
@NullMarked
package graft.api.adapter;

import org.jspecify.annotations.NullMarked;
