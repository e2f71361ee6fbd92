package graft.recipe;

import graft.generate.Generation;
import graft.generate.Generator;
import graft.spec.DeviceId;
import java.util.List;

/** Where a request's text is generated: together with others', beside a device's other work. */
public interface Decoding {
  DeviceId device();

  /**
   * Makes sure that there is room for a request, until it is over.
   *
   * @param tokens the most that are read and generated for it
   * @throws graft.spec.GraftException {@code RATE_LIMIT_EXCEEDED} if there is none
   */
  void admit(long tokens);

  /**
   * Waits until all are over, and ends those that nobody wants any more.
   *
   * @throws graft.spec.GraftException whatever one of them fails with
   * @throws java.util.concurrent.CancellationException if nobody waits for them any more
   */
  void run(Generator generator, List<Generation> requests);
}
