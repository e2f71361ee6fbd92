package graft.format.torch;

/** The pickle opcodes (protocol 2) that state dicts are written with. */
final class Opcode {
  static final int PROTO = 0x80;
  static final int STOP = '.';
  static final int MARK = '(';
  static final int NONE = 'N';
  static final int TRUE = 0x88;
  static final int FALSE = 0x89;
  static final int UINT8 = 'K';
  static final int UINT16 = 'M';
  static final int INT32 = 'J';
  static final int LONG1 = 0x8a;
  static final int TEXT = 'X';
  static final int GLOBAL = 'c';
  static final int EMPTY_TUPLE = ')';
  static final int TUPLE = 't';
  static final int TUPLE1 = 0x85;
  static final int TUPLE2 = 0x86;
  static final int TUPLE3 = 0x87;
  static final int EMPTY_LIST = ']';
  static final int APPEND = 'a';
  static final int APPENDS = 'e';
  static final int EMPTY_DICT = '}';
  static final int SET_ITEM = 's';
  static final int SET_ITEMS = 'u';
  static final int REDUCE = 'R';
  static final int PERSISTENT_ID = 'Q';
  static final int BUILD = 'b';
  static final int PUT8 = 'q';
  static final int PUT32 = 'r';
  static final int GET8 = 'h';
  static final int GET32 = 'j';

  private Opcode() {}
}
