/** Makes a new adapter of several by arithmetic, and keeps it. */
@NullMarked
package graft.dispatch.combine;

import org.jspecify.annotations.NullMarked;
