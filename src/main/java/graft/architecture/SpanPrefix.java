package graft.architecture;

import java.util.Optional;

/**
 * What transformers' class of an architecture that tells spans calls its base model, where its
 * checkpoints call it otherwise. The class finds nothing in a file under their name and begins with
 * random numbers, so files for it, and PEFT's from it, have its own.
 *
 * @param ofClass in the class: {@code transformer.}
 * @param ofCheckpoints {@code model.}
 */
public record SpanPrefix(String ofClass, String ofCheckpoints) {
  /** That of an architecture; empty where both are the same. */
  public static Optional<SpanPrefix> of(Architecture architecture) {
    return architecture.quirks().contains(Quirk.SPANS_ARE_OF_TRANSFORMER)
        ? Optional.of(new SpanPrefix("transformer.", architecture.prefix()))
        : Optional.empty();
  }

  /** A path or a tensor's name as checkpoints have it. */
  public String inCheckpoints(String name) {
    return moved(name, ofClass, ofCheckpoints);
  }

  /** The way back. */
  public String inClass(String name) {
    return moved(name, ofCheckpoints, ofClass);
  }

  private static String moved(String name, String from, String to) {
    return name.startsWith(from) ? to + name.substring(from.length()) : name;
  }
}
