package graft.generate.decode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import graft.architecture.Role;
import graft.site.cache.PassCache;
import graft.tensor.Scope;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What all batches of a decoder share: which modules keep keys and values, and what positions look
 * up. Owns these.
 *
 * @param text the modules that attend to the text itself
 * @param memory those that attend to what an encoder made
 */
record Kept(
    Decoder decoder,
    NDManager manager,
    KeptModules text,
    Optional<KeptModules> memory,
    PassCache tables)
    implements AutoCloseable {
  static Kept of(Decoder decoder, NDManager manager) {
    return new Kept(
        decoder,
        manager,
        KeptModules.of(decoder, Role.SELF_ATTENTION, manager),
        decoder.isBehindEncoder()
            ? Optional.of(KeptModules.of(decoder, Role.CROSS_ATTENTION, manager))
            : Optional.empty(),
        new PassCache());
  }

  NDArray lasting(Object owner, long which, Supplier<NDArray> computation) {
    return tables.once(owner, which, () -> Scope.kept(computation.get()));
  }

  @Override
  public void close() {
    text.close();
    memory.ifPresent(KeptModules::close);
  }
}
