package graft.resume.fault;

import graft.resume.fault.Fault.Part;
import java.util.List;

/** What becomes of the server that has the bucket. */
final class StoreFaults {
  private StoreFaults() {}

  static List<Fault> of(StoreServer store) {
    return List.of(
        Fault.lasting(
                Part.STORE,
                "SIGKILL of the store",
                8,
                4,
                _ -> {
                  store.kill();
                  return store::restart;
                })
            .needing(Part.STORE),
        Fault.sudden(
                Part.STORE,
                "restart of the store",
                6,
                _ -> {
                  store.stop();
                  store.restart();
                })
            .needing(Part.STORE),
        Fault.lasting(
                Part.STORE,
                "SIGSTOP of the store",
                8,
                6,
                _ -> {
                  store.freeze();
                  return store::thaw;
                })
            .needing(Part.STORE));
  }
}
