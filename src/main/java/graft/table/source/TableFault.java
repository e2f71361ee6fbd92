package graft.table.source;

import graft.spec.Fault;

/**
 * One thing that is wrong with a file's content.
 *
 * @param line counted from 1
 * @param column within the line, counted from 1: bytes where the fault is one of bytes (encoding,
 *     length), otherwise characters; 1 where the row as a whole is meant
 * @param message what was expected and what was found
 */
public record TableFault(long line, int column, String message) {
  /** The fault as part of a request's answer, its place in the message. */
  public Fault toFault() {
    return new Fault("", "invalid_file", "line " + line + ", column " + column + ": " + message);
  }
}
