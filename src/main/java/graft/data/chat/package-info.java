/**
 * Conversations as token ids, with a mask of what the assistant says: one reading for training and
 * for answering.
 */
@NullMarked
package graft.data.chat;

import org.jspecify.annotations.NullMarked;
