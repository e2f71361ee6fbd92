package graft.resume.fault;

import graft.resume.fault.Fault.Part;
import java.util.List;

/** What becomes of nodes' processes. */
final class NodeFaults {
  private NodeFaults() {}

  static List<Fault> of(Fleet fleet) {
    return List.of(
        Fault.sudden(Part.NODES, "SIGKILL of a worker", 10, random -> fleet.kill(fleet.any(random)))
            .losing(),
        // A frozen one could not end, nor one that has something to tell a frozen database.
        Fault.sudden(Part.NODES, "SIGTERM of a worker", 6, random -> fleet.stop(fleet.any(random)))
            .needing(Part.NODES, Part.DATABASE, Part.STORE, Part.DISK)
            .losing(),
        Fault.sudden(Part.NODES, "SIGKILL of the API node", 5, _ -> fleet.killApi()).losing(),
        Fault.lasting(
            Part.NODES, "SIGSTOP of a worker", 12, 6, random -> fleet.freeze(fleet.any(random))),
        Fault.lasting(
            Part.NODES,
            "no more memory for a worker",
            8,
            1,
            random -> fleet.starve(fleet.any(random))));
  }
}
