/** Several adapters that become one: what was asked for. */
@NullMarked
package graft.spec.combination;

import org.jspecify.annotations.NullMarked;
