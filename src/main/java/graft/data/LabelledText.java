package graft.data;

/** A tokenized row with the index of its class. */
public record LabelledText(Encoded encoded, long label) {}
