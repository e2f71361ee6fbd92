package graft.data.decode;

import graft.data.decode.PieceRules.Lead;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The text of one sequence of tokens while it grows: characters are handed out when they are
 * complete and nothing can take them back any more. Confined to one thread.
 */
public final class TextStream {
  private final TokenPieces pieces;
  private final boolean skipsSpecial;
  private final Utf8Reader reader = new Utf8Reader();
  private final Queue<Part> waiting = new ArrayDeque<>();
  private long added;
  private long read;
  private boolean isInRun;
  private boolean isRunBroken;
  private Lead lead;

  /**
   * A token whose bytes were not all read yet.
   *
   * @param from where its bytes begin, counted over all tokens
   */
  private record Part(Piece piece, long from) {}

  /**
   * @param skipsSpecial whether special tokens are left out
   * @param isBeginning whether the text begins here, and does not go on from another: then a blank
   *     that the vocabulary writes before a first word is left out
   */
  public TextStream(TokenPieces pieces, boolean skipsSpecial, boolean isBeginning) {
    this.pieces = pieces;
    this.skipsSpecial = skipsSpecial;
    this.lead = isBeginning ? pieces.lead() : Lead.KEPT;
  }

  /** The whole text of some tokens. */
  public static String of(Iterable<Integer> ids, TokenPieces pieces, boolean skipsSpecial) {
    TextStream stream = new TextStream(pieces, skipsSpecial, true);
    ids.forEach(stream::add);
    return stream.end();
  }

  /** Adds a token. */
  public void add(int id) {
    Piece piece = pieces.piece(id);
    waiting.add(new Part(piece, added));
    added += piece.bytes().length;
  }

  /**
   * The further characters that are complete.
   *
   * @param settled how many bytes, counted over all tokens, special ones included, nothing can take
   *     back
   */
  public String upTo(long settled) {
    while (!waiting.isEmpty() && read < settled) {
      Part part = waiting.element();
      byte[] bytes = part.piece().bytes();
      boolean isSeen = !(skipsSpecial && part.piece().isSpecial());
      if (isSeen) {
        enter(part.piece(), read == part.from());
      }
      long end = Math.min(settled, part.from() + bytes.length);
      for (; read < end; read++) {
        if (isSeen) {
          add(part.piece(), bytes[(int) (read - part.from())]);
        }
      }
      if (read == part.from() + bytes.length) {
        waiting.remove();
        if (isSeen) {
          leave();
        }
      }
    }
    return reader.take();
  }

  /** All that is left; what is not complete is broken. */
  public String end() {
    return endAt(added);
  }

  /**
   * What is left up to a place.
   *
   * @param stop where a stop string begins, in bytes as above
   */
  public String endAt(long stop) {
    String complete = upTo(stop);
    endRun();
    reader.breakOff();
    return complete + reader.take();
  }

  private void enter(Piece piece, boolean isBegun) {
    if (isBegun && !piece.isByte()) {
      endRun();
    }
    if (isBegun && piece.isByte()) {
      isInRun = true;
    }
  }

  /** The blanks of the first piece alone may be left out. */
  private void leave() {
    lead = Lead.KEPT;
  }

  private void add(Piece piece, byte next) {
    if (lead != Lead.KEPT && next == ' ') {
      lead = lead == Lead.ONE_OFF ? Lead.KEPT : lead;
    } else if (piece.isByte()) {
      addToRun(next);
    } else {
      reader.add(next);
    }
  }

  /** After a run of single bytes is broken, none of it can be read any more. */
  private void addToRun(byte next) {
    if (!isRunBroken && reader.canTake(next)) {
      reader.add(next);
      return;
    }
    isRunBroken = true;
    breakPending();
    reader.addBroken();
  }

  private void endRun() {
    if (isInRun) {
      breakPending();
      isInRun = false;
      isRunBroken = false;
    }
  }

  /** Each byte of its own. */
  private void breakPending() {
    for (int left = reader.drop(); left > 0; left--) {
      reader.addBroken();
    }
  }
}
