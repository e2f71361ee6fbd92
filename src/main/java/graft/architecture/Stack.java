package graft.architecture;

/** A column of layers. A decoder-only model has a decoder. */
public enum Stack {
  ENCODER,
  DECODER
}
