package graft.api.web;

import org.springframework.http.ResponseEntity;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The answer to a creation: status 200, which is all that OpenAI's clients expect, and the new
 * object's {@code Location}.
 */
public final class Created {
  private Created() {}

  /** Answers with {@code view}, at the path made of {@code segments}, which are encoded here. */
  public static <T> ResponseEntity<T> at(T view, String... segments) {
    return ResponseEntity.ok()
        .location(UriComponentsBuilder.fromPath("/").pathSegment(segments).encode().build().toUri())
        .body(view);
  }
}
