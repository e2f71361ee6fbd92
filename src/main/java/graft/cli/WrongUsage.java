package graft.cli;

/**
 * The program was called in a way that it does not know; the message says what is wrong with it.
 */
public final class WrongUsage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WrongUsage(String message) {
    super(message);
  }
}
