/** The methods as PEFT computes them, which say more than the reference's or something else. */
@NullMarked
package graft.adapter.peft;

import org.jspecify.annotations.NullMarked;
