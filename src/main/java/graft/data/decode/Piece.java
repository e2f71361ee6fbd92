package graft.data.decode;

/**
 * What a token adds to a text.
 *
 * @param bytes in UTF-8, of a byte-level vocabulary also parts of characters
 * @param isByte whether it stands for one byte of a character that the vocabulary does not have
 * @param isSpecial whether readers do not see it
 */
record Piece(byte[] bytes, boolean isByte, boolean isSpecial) {
  static final Piece NOTHING = new Piece(new byte[0], false, true);
}
