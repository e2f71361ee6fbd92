/** Adapters: their rows, their directories, and their weights in each format that was asked for. */
@NullMarked
package graft.catalog.adapter;

import org.jspecify.annotations.NullMarked;
