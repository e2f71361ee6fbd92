package graft.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
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
  private static final Page PAGE = Page.named("reference-discrepancies");
  private static final Pattern ROW = Pattern.compile("^\\| (D\\d+) \\|", Pattern.MULTILINE);
  private static final Pattern POINTER = Pattern.compile("\\bD\\d+\\b");

  /** What is not offered yet has no code that could point to it. */
  @Test
  void theCodePointsToEachOneThatItHas() throws IOException {
    assertThat(pointers())
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(numbers(PAGE.text().split("\n## ", 2)[0]));
  }

  @Test
  void noNumberIsLeftOutOrTakenTwice() {
    List<String> all = numbers(PAGE.text());
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, all.size()).mapToObj("D%d"::formatted).toList());
  }

  private static List<String> numbers(String part) {
    return ROW.matcher(part).results().map(row -> row.group(1)).toList();
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
      throw new UncheckedIOException(e);
    }
  }
}
