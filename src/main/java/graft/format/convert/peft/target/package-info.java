/** Which modules a PEFT configuration chooses, by lists, patterns and layers. */
@NullMarked
package graft.format.convert.peft.target;

import org.jspecify.annotations.NullMarked;
