/** Query parameters: read by the letter, and known to the operation that they are sent to. */
@NullMarked
package graft.api.query;

import org.jspecify.annotations.NullMarked;
