/** Values of attributes that have no parts. */
@NullMarked
package graft.spec.scalar;

import org.jspecify.annotations.NullMarked;
