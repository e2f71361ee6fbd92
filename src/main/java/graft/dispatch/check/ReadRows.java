package graft.dispatch.check;

import graft.catalog.file.DataFile;
import graft.data.DatasetValidator;
import graft.spec.Fault;
import graft.spec.Faults;
import graft.spec.FileId;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What reading the rows of data files found: a file never changes, so that the same reader finds
 * the same in it. Safe for any thread.
 */
public final class ReadRows {
  private static final int MOST = 256;

  private final Recent<Question, Found> known = new Recent<>(MOST);

  private record Question(FileId file, DatasetValidator reader) {}

  private record Found(int longest, List<Fault> faults) {
    private Found {
      faults = List.copyOf(faults);
    }
  }

  /**
   * How many positions the longest row has at least, with a fault for each row that cannot be read.
   *
   * @param read reads the file and adds its faults; asked where nothing is known
   */
  public int longest(
      DataFile file, DatasetValidator reader, Faults faults, ToIntFunction<Faults> read) {
    Question question = new Question(file.id(), reader);
    Found found =
        known
            .find(question)
            .orElseGet(() -> {
              Faults own = new Faults();
              Found now = new Found(read.applyAsInt(own), own.all());
              known.keep(question, now);
              return now;
            });
    faults.addAll(found.faults());
    return found.longest();
  }
}
