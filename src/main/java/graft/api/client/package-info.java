/**
 * Whether the client of a request is still there. The only part that looks below the servlet
 * interface for it.
 */
@NullMarked
package graft.api.client;

import org.jspecify.annotations.NullMarked;
