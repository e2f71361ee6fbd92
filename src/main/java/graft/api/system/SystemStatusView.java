package graft.api.system;

import graft.spec.Attribute;
import java.util.List;

/** How the node that was asked is doing. */
record SystemStatusView(
    String object,
    @Attribute("Version of Graft") String version,
    @Attribute("This node's name, as jobs show it") String worker,
    List<DeviceView> devices,
    @Attribute("Jobs that this node runs at a time, over all devices; 0 if it runs none")
        int workerSlots,
    @Attribute("Jobs that wait for a slot, of all nodes") long queueDepth,
    @Attribute("Short tasks that wait or run here: predictions, merges and the like")
        int pendingTasks,
    @Attribute("Base models in memory") List<String> baseModels) {
  /** A device that computes. */
  record DeviceView(
      String id,
      @Attribute("Memory in use or not") long memoryBytes,
      @Attribute("What of it is in use: of a card by whoever, of the processor's by this node")
          long usedMemoryBytes,
      @Attribute("What of it nobody uses") long freeMemoryBytes,
      @Attribute("Jobs that it runs at a time") int slots,
      @Attribute("Base models in its memory") List<String> baseModels) {}
}
