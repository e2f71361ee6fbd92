/** PEFT's files of virtual tokens and prefixes. */
@NullMarked
package graft.format.convert.peft.prompt;

import org.jspecify.annotations.NullMarked;
