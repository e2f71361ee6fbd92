package graft.template.run;

/**
 * A part of a text.
 *
 * @param start index of its first UTF-16 unit
 * @param end index after its last one
 */
public record Span(int start, int end) {}
