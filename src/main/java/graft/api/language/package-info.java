/**
 * Language models over HTTP: chat and completions as OpenAI's clients send and read them, also as a
 * stream, and how a model reads a text or a conversation.
 *
 * <p>Decisions: what a request asks for is done or refused by name, never dropped; refusals of form
 * are 400, as OpenAI's clients expect it. What a model writes as a tool call stays text. Errors are
 * told before a stream begins wherever that can be.
 */
@NullMarked
package graft.api.language;

import org.jspecify.annotations.NullMarked;
