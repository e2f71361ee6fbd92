package graft.spec;

/**
 * One thing that is wrong with a request.
 *
 * @param pointer where: a JSON pointer (RFC 6901) into the request body, empty for the body as a
 *     whole
 * @param code what kind, for programs: {@code unknown_attribute}, {@code wrong_type}, {@code
 *     missing}, {@code out_of_range} …
 * @param message what was expected and what was found, for people
 */
public record Fault(String pointer, String code, String message) {
  private static final int LONGEST_POINTER = 300;
  private static final int LONGEST_MESSAGE = 1_000;

  /** What of it a request has said at length is cut. */
  public Fault {
    pointer = Excerpt.of(pointer, LONGEST_POINTER);
    message = Excerpt.of(message, LONGEST_MESSAGE);
  }

  /** The same fault, seen from an object that holds the faulty one at {@code parent}. */
  public Fault below(String parent) {
    return new Fault(parent + pointer, code, message);
  }
}
