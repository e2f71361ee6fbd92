package graft.catalog;

/** What is known of an idempotency key when a request comes with it. */
public sealed interface KeyClaim {
  /**
   * Nobody has answered such a request: answer it, then say so.
   *
   * @param attempt names this try among all with the key
   */
  record Fresh(String key, String attempt) implements KeyClaim {}

  /** The same request was answered before. */
  record Answered(StoredResponse answer) implements KeyClaim {}

  /** The same request is being answered. */
  record Running() implements KeyClaim {}

  /** Another request was sent with the key. */
  record Reused() implements KeyClaim {}
}
