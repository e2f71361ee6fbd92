/** The node itself over HTTP. */
@NullMarked
package graft.api.system;

import org.jspecify.annotations.NullMarked;
