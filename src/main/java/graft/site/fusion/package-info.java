/** What mixes several adapters at one place. */
@NullMarked
package graft.site.fusion;

import org.jspecify.annotations.NullMarked;
