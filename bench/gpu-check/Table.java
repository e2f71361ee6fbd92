import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What was found, one line for each question; told as it is found, and once more at the end. */
final class Table {
  private final List<Line> lines = new ArrayList<>();

  private record Line(String what, String found, String asked, Verdict verdict) {
    @Override
    public String toString() {
      return "| " + String.join(" | ", what, found, asked, verdict.toString()) + " |";
    }
  }

  void add(String what, String found, String asked, Verdict verdict) {
    Line line = new Line(what, found, asked, verdict);
    lines.add(line);
    System.err.println(line);
  }

  boolean fails() {
    return lines.stream().anyMatch(line -> line.verdict() == Verdict.FAILS);
  }

  /** The first line of what a failure says. */
  static String line(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    return failure.getClass().getSimpleName() + ": " + message.replace('|', '/');
  }

  @Override
  public String toString() {
    return lines.stream()
        .map(Line::toString)
        .collect(
            Collectors.joining(
                "\n", "| what | found | asked | |\n| --- | --- | --- | --- |\n", ""));
  }
}
