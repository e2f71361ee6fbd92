package graft.site;

/** A column of layers. A decoder-only model has a decoder. */
public enum Stack {
  ENCODER,
  DECODER
}
