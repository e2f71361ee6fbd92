/** What a pass leaves for the next one. */
@NullMarked
package graft.site.cache;

import org.jspecify.annotations.NullMarked;
