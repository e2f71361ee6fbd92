/** Prefix tuning (Li and Liang 2021), reparameterised and flat (methods.md 5). */
@NullMarked
package graft.adapter.prefix;

import org.jspecify.annotations.NullMarked;
