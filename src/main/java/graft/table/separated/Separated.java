package graft.table.separated;

import graft.table.source.FaultLog;
import graft.table.source.Lines;
import graft.table.source.Notes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A file of separated fields, which can be read more than once.
 *
 * @param open the file's lines from the first on, their faults going to a log
 * @param mostFields most fields of a record
 * @param mostCharacters most characters of a record
 */
public record Separated(
    Function<FaultLog, Lines> open, Separator separator, int mostFields, int mostCharacters) {
  /** The records from the header on. */
  public Records records(FaultLog faults, Notes notes) {
    Lines lines = open.apply(faults);
    if (separator.isSaid()) {
      var _ = lines.next();
    }
    return separator.character() == '\t'
        ? new TabRecords(lines, mostFields, faults, notes)
        : new CsvRecords(lines, separator, mostFields, mostCharacters, faults);
  }

  /**
   * How each column's cells are read. Reads as far as some column may hold more than texts, which
   * for most files is one record.
   */
  public List<Cell> cells() {
    try (Records records = records(new FaultLog(1), new Notes())) {
      List<String> header = records.next();
      List<Guess> guesses = new ArrayList<>();
      for (int i = 0; header != null && i < header.size(); i++) {
        guesses.add(new Guess(separator.character() != ','));
      }
      List<String> record = records.next();
      while (record != null && guesses.stream().anyMatch(Guess::isOpen)) {
        boolean isRow = !record.equals(header);
        for (int i = 0; isRow && i < Math.min(guesses.size(), record.size()); i++) {
          guesses.get(i).see(record.get(i));
        }
        record = records.next();
      }
      return guesses.stream().map(Guess::cell).toList();
    }
  }

  /** What a column's cells have been so far. */
  private static final class Guess {
    private final boolean mayHaveCommas;
    private Cell cell = Cell.TEXT;
    private boolean isOpen = true;
    private boolean isSeen;
    private boolean isWhole;

    Guess(boolean mayHaveCommas) {
      this.mayHaveCommas = mayHaveCommas;
    }

    void see(String text) {
      if (!isOpen || text.isEmpty()) {
        return;
      }
      if (!isSeen) {
        begin(text);
      } else if (isWhole && cell == Cell.TEXT) {
        // Whole numbers wait for the first comma.
        isOpen = Cell.COMMA.takes(text);
        cell = Cell.of(text) == Cell.COMMA ? Cell.COMMA : Cell.TEXT;
      } else if (!cell.takes(text)) {
        cell = Cell.TEXT;
        isOpen = false;
      }
    }

    private void begin(String text) {
      isSeen = true;
      cell = Cell.of(text);
      isWhole = mayHaveCommas && cell == Cell.TEXT && Cell.COMMA.takes(text);
      if (cell == Cell.COMMA && !mayHaveCommas) {
        cell = Cell.TEXT;
      }
      isOpen = cell != Cell.TEXT || isWhole;
    }

    boolean isOpen() {
      return isOpen;
    }

    Cell cell() {
      return cell;
    }
  }
}
