package graft;

import static org.assertj.core.api.Assertions.assertThat;

import graft.docs.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/architecture.md} tells of the house that is there. */
class ArchitecturePageTest {
  private static final Page PAGE = Page.named("architecture");
  private static final Path HOUSE = Path.of("src/main/java/graft");

  /** From the front door to the words that all share. */
  private static final List<String> ORDER =
      List.of(
          "api",
          "dispatch",
          "inference",
          "catalog",
          "job",
          "export",
          "telemetry",
          "postgres",
          "database",
          "backup",
          "cli",
          "recipe",
          "train",
          "metric",
          "generate",
          "composition",
          "adapter",
          "head",
          "model",
          "data",
          "site",
          "table",
          "image",
          "format",
          "chat",
          "template",
          "architecture",
          "tensor",
          "spec");

  @Test
  void everyRoomIsInTheTable() {
    assertThat(ORDER).containsExactlyInAnyOrderElementsOf(HouseTest.MAY_USE.keySet());
    PAGE.holds(
        "packages",
        ORDER.stream()
            .map(ArchitecturePageTest::row)
            .collect(
                Collectors.joining(
                    "\n",
                    "| package | what it is for | its own rooms | may use |\n"
                        + "| --- | --- | --- | --- |\n"
                        + "| `graft` | "
                        + duty(HOUSE)
                        + " | | all |\n",
                    "")));
  }

  /** Whatever the page calls by a type's name is a file. */
  @Test
  void everyTypeThatIsNamedExists() {
    Set<String> types = types();
    List<String> named =
        Pattern.compile("`([A-Z][A-Za-z]+[a-z][A-Za-z]*)(?:\\.[a-z]\\w*)?`")
            .matcher(PAGE.text())
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(named).hasSizeGreaterThan(30);
    assertThat(named.stream().filter(name -> !types.contains(name))).isEmpty();
  }

  /** Tables of the database are named as they are. */
  @Test
  void everyTableIsNamed() throws IOException {
    try (Stream<Path> migrations = Files.list(Path.of("db/migration"))) {
      assertThat(
              migrations
                  .flatMap(file ->
                      Pattern.compile("create table (\\w+)")
                          .matcher(read(file))
                          .results()
                          .map(MatchResult::group))
                  .map(statement -> "`" + statement.substring("create table ".length()) + "`"))
          .isNotEmpty()
          .allSatisfy(table -> assertThat(PAGE.text()).contains(table));
    }
  }

  private static String row(String name) {
    Path room = HOUSE.resolve(name);
    return "| `%s` | %s | %s | %s |"
        .formatted(
            name,
            duty(room),
            names(rooms(room).stream()),
            names(ORDER.stream().filter(HouseTest.MAY_USE.get(name)::contains)));
  }

  private static String names(Stream<String> names) {
    return names.map("`%s`"::formatted).collect(Collectors.joining(", "));
  }

  private static List<String> rooms(Path room) {
    try (Stream<Path> all = Files.walk(room)) {
      return all.filter(Files::isDirectory)
          .filter(folder -> !folder.equals(room))
          .filter(folder -> Files.exists(folder.resolve("package-info.java")))
          .map(folder -> room.relativize(folder).toString().replace('\\', '/').replace('/', '.'))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first sentence of the package's description. */
  private static String duty(Path room) {
    Matcher comment =
        Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL)
            .matcher(read(room.resolve("package-info.java")));
    assertThat(comment.find()).isTrue();
    String text = comment.group(1).replaceAll("\\n\\s*\\*", " ").replaceAll("\\s+", " ").strip();
    return Page.cell(text.replaceAll("\\{@\\w+ ([^}]*)}", "`$1`").replaceFirst("\\.( .*)?$", "."));
  }

  private static Set<String> types() {
    try (Stream<Path> all = Files.walk(Path.of("src"))) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.replace(".java", ""))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
