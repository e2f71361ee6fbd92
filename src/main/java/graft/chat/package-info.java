/**
 * Conversations as a language model reads them: messages, the template in force, and the text that
 * it makes of them, with the parts that the assistant said.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>A message keeps its JSON, since a template may look at any member of it; what is checked is
 *       the shape of the members that are known. Other members are refused.
 *   <li>The arguments of a tool call are handed on as an object also where they come as a text, as
 *       OpenAI's clients send them: templates print an object, and a text would be quoted twice.
 *   <li>A content of several texts reaches a template as it came if the template reads lists, else
 *       as one text, joined by line breaks. A developer is called system where the template does
 *       not speak of developers.
 *   <li>The same is done for training and for answering, so that both see the same text.
 * </ul>
 */
@NullMarked
package graft.chat;

import org.jspecify.annotations.NullMarked;
