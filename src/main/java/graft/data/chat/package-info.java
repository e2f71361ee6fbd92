/**
 * Conversations as rows: the forms in which people write them, what of them is learned, and what
 * they are in tokens.
 *
 * <p>May use {@code template}; of {@code data} the tokenizer and the columns. Decisions:
 *
 * <ul>
 *   <li>Every form becomes one, messages as chat templates are given them. What is not known is
 *       refused with its place, since a template would leave it out in silence.
 *   <li>What is learned are places of the rendered text: those that the template marks by {@code {%
 *       generation %}}, else those by which a message makes the text longer. A turn whose place
 *       cannot be told for sure is not taught.
 *   <li>A template that writes earlier turns otherwise than it wrote them when they were the last
 *       (Qwen 3 leaves out what was thought) makes each turn a sequence of its own, as the model
 *       will read it.
 * </ul>
 */
@NullMarked
package graft.data.chat;

import org.jspecify.annotations.NullMarked;
