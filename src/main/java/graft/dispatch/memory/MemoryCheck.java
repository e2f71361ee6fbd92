package graft.dispatch.memory;

import graft.recipe.batch.Parts;
import graft.recipe.memory.Footprint;
import graft.spec.DeviceId;
import graft.spec.Faults;
import graft.spec.job.TrainingSpec;
import java.util.Locale;

/**
 * Refuses a job that needs more memory than its device has in all, counted with the fewest tokens
 * that its longest row can have: what may just fit is tried. On a processor that is a part of a
 * batch, on a card half of it: a step that finds too little memory there is taken again with half
 * as many rows at a time. What takes too much of the machine's own memory is ended by the system,
 * and nothing is taken again.
 *
 * @param bytes the device's memory, in use or not
 */
public record MemoryCheck(DeviceId device, long bytes) {
  private static final double GIGABYTE = 1e9;
  private static final DeviceId CPU = new DeviceId("cpu");

  /**
   * Adds a fault for a job whose largest batch does not fit.
   *
   * @param rows of the training file
   * @param longest tokens of the longest row at least, none of them cut away
   */
  public void refuse(
      Footprint footprint, TrainingSpec training, long rows, int longest, Faults faults) {
    long together = Parts.on(device).rows(Math.min(training.rowsOfBatch(), rows), longest);
    long peak = footprint.peak(together, longest, 0);
    long tried = device.equals(CPU) ? together : Math.ceilDiv(together, 2);
    if (footprint.peak(tried, longest, 0) > bytes) {
      faults.add(
          "/training/batch_size",
          "out_of_memory",
          String.format(
              Locale.ROOT,
              "a pass with %s of %d tokens each needs about %.1f GB, and %s has %.1f GB; %s",
              together == 1 ? "1 row" : together + " rows",
              longest,
              peak / GIGABYTE,
              device,
              bytes / GIGABYTE,
              advice(footprint.rowsWithin(bytes, longest))));
    }
  }

  private static String advice(long fitting) {
    return fitting == 0
        ? "a smaller max_length or a smaller model needs less"
        : String.format(
            Locale.ROOT,
            "a batch_size of %d with more gradient_accumulation_steps learns the same, and a smaller"
                + " max_length needs less",
            Long.highestOneBit(fitting));
  }
}
