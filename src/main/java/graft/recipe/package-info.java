/**
 * The front door of the library, as records and one interface: what can be asked of it and what it
 * answers. {@code graft.recipe.local} hands each to its recipe; the other packages are one recipe
 * each, or what several share. Everything here runs without Spring, HTTP or a database, on the
 * thread that calls.
 */
@NullMarked
package graft.recipe;

import org.jspecify.annotations.NullMarked;
