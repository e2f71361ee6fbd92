/** Files as answers: conditions, ranges and names, by RFC 9110 and RFC 6266. */
@NullMarked
package graft.api.download;

import org.jspecify.annotations.NullMarked;
