package graft.api.client;

import org.apache.coyote.InputBuffer;

/**
 * The body of a request that knows whether bytes of the next one came with its last ones. The
 * server has these back only when the request ends: until then, nothing may be read behind them.
 */
sealed interface Watched extends InputBuffer permits WatchedBody, WatchedChunks {
  /** Whether there are such bytes, or the body is not read yet. */
  boolean hasMoreBehind();
}
