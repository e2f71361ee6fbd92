/**
 * Tries a tokenizer that came from outside in a process of its own, with limits of time and memory:
 * the native library ends the process that it runs in when a file or a text is not as it expects.
 */
@NullMarked
package graft.data.trial;

import org.jspecify.annotations.NullMarked;
