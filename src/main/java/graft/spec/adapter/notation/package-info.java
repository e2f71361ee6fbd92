/** The ways to write a configuration down: object, preset, overrides in brackets, union. */
@NullMarked
package graft.spec.adapter.notation;

import org.jspecify.annotations.NullMarked;
