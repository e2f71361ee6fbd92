package graft.recipe.saved;

import graft.format.FileContext;
import graft.format.FileFaults;
import graft.spec.ErrorCode;
import graft.spec.Fault;
import graft.spec.GraftException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What is wrong with the parts of a setup, each fault with the directory of its part. */
public final class PartFaults {
  /** Refusals of what was sent, and not failures of the service. */
  private static final Set<ErrorCode> REFUSALS =
      EnumSet.of(ErrorCode.INVALID_ADAPTER, ErrorCode.FORMAT_NOT_SUPPORTED, ErrorCode.INVALID_SPEC);

  private final FileFaults faults = new FileFaults();
  private final Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);

  /** Does something with a part, and keeps what is wrong with it. */
  public void collect(String directory, Runnable work) {
    try {
      work.run();
    } catch (GraftException refused) {
      if (!REFUSALS.contains(refused.code())) {
        throw refused;
      }
      codes.add(refused.code());
      all(refused)
          .forEach(fault ->
              faults.add(fault.code(), FileContext.printable(directory) + ": " + fault.message()));
    }
  }

  private static List<Fault> all(GraftException refused) {
    return refused.faults().isEmpty()
        ? List.of(new Fault("", refused.code().wireName(), String.valueOf(refused.getMessage())))
        : refused.faults();
  }

  /**
   * Does nothing when no fault was found.
   *
   * @throws GraftException {@code INVALID_ADAPTER}, or {@code FORMAT_NOT_SUPPORTED} if nothing else
   *     is wrong
   */
  public void throwIfAny() {
    faults.throwIfAny(
        codes.equals(EnumSet.of(ErrorCode.FORMAT_NOT_SUPPORTED))
            ? ErrorCode.FORMAT_NOT_SUPPORTED
            : ErrorCode.INVALID_ADAPTER);
  }
}
