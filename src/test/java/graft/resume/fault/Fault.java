package graft.resume.fault;

import java.util.Random;
import java.util.Set;

/**
 * A kind of harm.
 *
 * @param part what it is done to
 * @param name as it is told
 * @param weight how often it comes, beside the others
 * @param deed does it
 * @param most faults that come until what lasts of it ends; 0 for what does not last
 * @param needs parts that must be sound when it is done
 * @param isLoss whether a node has to start anew
 */
record Fault(
    Part part, String name, int weight, Deed deed, int most, Set<Part> needs, boolean isLoss) {
  /** What faults are done to. */
  enum Part {
    NODES,
    DATABASE,
    DISK,
    STORE,
    CLOCKS
  }

  /** Does harm. */
  @FunctionalInterface
  interface Deed {
    Relief strike(Random random) throws Exception;
  }

  /** Does harm that does not last. */
  @FunctionalInterface
  interface Blow {
    void strike(Random random) throws Exception;
  }

  /** Ends what lasts; may come when it has ended already. */
  @FunctionalInterface
  interface Relief {
    void end() throws Exception;
  }

  /** One that is over when it is done. */
  static Fault sudden(Part part, String name, int weight, Blow blow) {
    Deed deed =
        random -> {
          blow.strike(random);
          return () -> {};
        };
    return new Fault(part, name, weight, deed, 0, Set.of(), false);
  }

  /** One that lasts until up to {@code most} others have come. */
  static Fault lasting(Part part, String name, int weight, int most, Deed deed) {
    return new Fault(part, name, weight, deed, most, Set.of(), false);
  }

  /** The same, done only where these parts are sound. */
  Fault needing(Part... parts) {
    return new Fault(part, name, weight, deed, most, Set.of(parts), isLoss);
  }

  /** The same, after which a node has to start anew. */
  Fault losing() {
    return new Fault(part, name, weight, deed, most, needs, true);
  }

  @Override
  public String toString() {
    return name;
  }
}
