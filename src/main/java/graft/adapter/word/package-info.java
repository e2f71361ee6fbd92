/**
 * What sits where tokens become vectors: vectors of virtual tokens before a text, and trained
 * vectors of some of the words.
 */
@NullMarked
package graft.adapter.word;

import org.jspecify.annotations.NullMarked;
