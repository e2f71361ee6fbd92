package graft.data.decode;

/**
 * Reads UTF-8 byte by byte. What cannot begin or go on a character is U+FFFD, once for the longest
 * part of one that could (the practice that Unicode recommends).
 */
final class Utf8Reader {
  private static final char BROKEN = '�';

  private final StringBuilder text = new StringBuilder();
  private final byte[] pending = new byte[4];
  private int held;

  /** Adds a byte; whether what it belongs to is unbroken. */
  boolean add(byte next) {
    if (held > 0 && !goesOn(next)) {
      breakOff();
      add(next);
      return false;
    }
    if (held == 0 && length(next) == 0) {
      text.append(BROKEN);
      return false;
    }
    pending[held++] = next;
    if (held == length(pending[0])) {
      text.appendCodePoint(codePoint());
      held = 0;
    }
    return true;
  }

  /** A character that cannot be read. */
  void addBroken() {
    text.append(BROKEN);
  }

  /** What is not complete never will be. */
  void breakOff() {
    if (held > 0) {
      text.append(BROKEN);
      held = 0;
    }
  }

  /** Forgets what is not complete, and how many bytes that were. */
  int drop() {
    int dropped = held;
    held = 0;
    return dropped;
  }

  /** Whether the next byte may be the next of the character that is pending, or begins one. */
  boolean canTake(byte next) {
    return held > 0 ? goesOn(next) : length(next) > 0;
  }

  /** The characters that are complete since this was asked last. */
  String take() {
    String complete = text.toString();
    text.setLength(0);
    return complete;
  }

  private boolean goesOn(byte next) {
    int value = next & 0xFF;
    int first = pending[0] & 0xFF;
    if (held > 1) {
      return value >= 0x80 && value <= 0xBF;
    }
    int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return value >= least && value <= most;
  }

  /** Bytes of the character that a byte begins; 0: none. */
  private static int length(byte first) {
    int value = first & 0xFF;
    if (value < 0x80) {
      return 1;
    }
    if (value < 0xC2 || value > 0xF4) {
      return 0;
    }
    return value < 0xE0 ? 2 : value < 0xF0 ? 3 : 4;
  }

  private int codePoint() {
    int bits = held == 1 ? pending[0] : pending[0] & (0x7F >> held);
    for (int i = 1; i < held; i++) {
      bits = bits << 6 | (pending[i] & 0x3F);
    }
    return bits;
  }
}
