/**
 * The procedures, readable top to bottom: fine-tune, resolve, predict, merge; and the base models
 * held in memory. The front door of the library: everything here runs without Spring, HTTP or a
 * database, on the thread that calls.
 */
@NullMarked
package graft.recipe;

import org.jspecify.annotations.NullMarked;
