/**
 * Text from tokens, one after the other: what each adds, in bytes, and the characters that are
 * complete.
 *
 * <p>Of what is generated, a character may take several tokens, and a broken one none. A byte-level
 * text is read as the tokenizers library reads it; of byte fallback, which that library judges by
 * whole runs of bytes, characters count that are complete before a run breaks, since a stream has
 * sent them by then.
 */
@NullMarked
package graft.data.decode;

import org.jspecify.annotations.NullMarked;
