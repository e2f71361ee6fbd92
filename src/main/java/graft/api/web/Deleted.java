package graft.api.web;

/** The answer to a deletion. */
public record Deleted(String id, String object, boolean deleted) {
  public Deleted(String id, String object) {
    this(id, object, true);
  }
}
