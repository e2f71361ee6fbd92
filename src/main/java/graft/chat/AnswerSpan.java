package graft.chat;

/**
 * A part of a text that the assistant says.
 *
 * @param start index of its first UTF-16 unit
 * @param end index after its last one
 */
public record AnswerSpan(int start, int end) {}
