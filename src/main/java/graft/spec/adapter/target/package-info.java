/** Which modules of a model an adapter names, as PEFT's configurations say it. */
@NullMarked
package graft.spec.adapter.target;

import org.jspecify.annotations.NullMarked;
