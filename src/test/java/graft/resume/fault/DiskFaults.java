package graft.resume.fault;

import graft.resume.fault.Fault.Part;
import java.util.List;

/** What becomes of the disk that nodes write to. */
final class DiskFaults {
  private DiskFaults() {}

  static List<Fault> of(RoomyDisk disk) {
    return List.of(
        Fault.lasting(
                Part.DISK,
                "disk full",
                8,
                6,
                _ -> {
                  disk.fill();
                  return disk::free;
                })
            .needing(Part.DISK),
        Fault.lasting(
                Part.DISK,
                "disk unmounted",
                8,
                4,
                _ -> {
                  disk.hide();
                  return disk::show;
                })
            .needing(Part.DISK));
  }
}
