package graft.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The chart's README has a line for each value, made of the comments in {@code values.yaml}. */
class ChartReadmeTest {
  private static final Pattern KEY = Pattern.compile("( *)(- )?([\\w]+):(?: (.*))?");
  private static final Path README = Chart.HOME.resolve("README.md");

  @Test
  void saysWhatValuesYamlSays() throws IOException {
    String written = Files.readString(README);
    String expected =
        written.replaceFirst("(?s)\\| value \\|.*", Matcher.quoteReplacement(table()));
    if (Boolean.getBoolean("graft.golden")) {
      Files.writeString(README, expected);
    }
    assertThat(Files.readString(README))
        .as("with -Dgraft.golden=true the file is written")
        .isEqualTo(expected);
  }

  @Test
  void everyValueHasAComment() throws IOException {
    assertThat(rows())
        .hasSizeGreaterThan(50)
        .allSatisfy(row -> assertThat(row).doesNotEndWith("|  |"));
  }

  private static String table() throws IOException {
    return "| value | default | meaning |\n| --- | --- | --- |\n"
        + String.join("\n", rows())
        + "\n";
  }

  private static List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    List<String> comment = new ArrayList<>();
    Deque<String> parents = new ArrayDeque<>();
    for (String line : Files.readAllLines(Chart.HOME.resolve("values.yaml"))) {
      Matcher key = KEY.matcher(line);
      if (line.strip().startsWith("#")) {
        comment.add(line.strip().substring(1).strip());
      } else if (key.matches() && key.group(2) == null) {
        row(key, parents, String.join(" ", comment)).ifPresent(rows::add);
        comment.clear();
      }
    }
    return rows;
  }

  private static Optional<String> row(Matcher key, Deque<String> parents, String comment) {
    int depth = key.group(1).length() / 2;
    while (parents.size() > depth) {
      parents.removeLast();
    }
    parents.addLast(key.group(3));
    boolean isBelowACommentedOne = comment.isEmpty() && depth > 1;
    boolean isAGroup = comment.isEmpty() && key.group(4) == null;
    if (isBelowACommentedOne || isAGroup) {
      return Optional.empty();
    }
    String value = key.group(4) == null ? "" : "`" + key.group(4) + "`";
    return Optional.of("| `" + String.join(".", parents) + "` | " + value + " | " + comment + " |");
  }
}
