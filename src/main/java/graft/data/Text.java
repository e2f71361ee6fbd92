package graft.data;

import java.util.Optional;

/** One text or a pair of texts that a model reads together. */
public record Text(String first, Optional<String> second) {
  public static Text of(String text) {
    return new Text(text, Optional.empty());
  }

  public static Text of(String first, String second) {
    return new Text(first, Optional.of(second));
  }
}
