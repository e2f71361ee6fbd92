package graft.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The register of discrepancies and the Javadoc that points to it know the same numbers. */
class DiscrepanciesTest {
  private static final Pattern ROW = Pattern.compile("^\\| (D\\d+) \\|", Pattern.MULTILINE);
  private static final Pattern POINTER = Pattern.compile("\\bD\\d+\\b");

  @Test
  void theCodePointsToWhatIsThere() throws IOException {
    assertThat(pointers()).isNotEmpty().isSubsetOf(registered());
  }

  @Test
  void theNumbersCount() {
    assertThat(registered())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, registered().size()).mapToObj("D%d"::formatted).toList());
  }

  private static List<String> registered() {
    String page = Page.named("reference-discrepancies").text();
    return ROW.matcher(page).results().map(row -> row.group(1)).toList();
  }

  /** Those in comments: in code a D may be anything. */
  private static List<String> pointers() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .flatMap(DiscrepanciesTest::lines)
          .filter(line -> line.matches("\\s*(\\*|//|/\\*).*"))
          .flatMap(line -> POINTER.matcher(line).results().map(MatchResult::group))
          .distinct()
          .toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
