/** What the files of all of PEFT's methods have in common: names, settings, heads. */
@NullMarked
package graft.format.convert.peft.file;

import org.jspecify.annotations.NullMarked;
