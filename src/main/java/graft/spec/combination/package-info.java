/** Several adapters that become one: what was asked for, and how it was made. */
@NullMarked
package graft.spec.combination;

import org.jspecify.annotations.NullMarked;
