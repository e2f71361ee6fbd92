package graft.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
  @TempDir Path directory;
  private TempTables files;

  @BeforeEach
  void files() {
    files = new TempTables(directory);
  }

  @Test
  void readsRealRowsInOrder() throws IOException {
    List<Row> rows = rows(TempTables.slice("brown-pos"), "train.jsonl");

    assertThat(rows).hasSize(40);
    assertThat(rows.getFirst().line()).isEqualTo(1);
    assertThat(rows.getFirst().values().get("tokens"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .startsWith("Why", ",", "I");
    assertThat(rows.getLast().line()).isEqualTo(40);
  }

  @Test
  void gzippedFilesReadTheSame() throws IOException {
    Path plain = TempTables.slice("emoji-names");
    Path packed = files.write("upload", TempTables.gzip(Files.readAllBytes(plain)));

    assertThat(rows(packed, "upload")).isEqualTo(rows(plain, "train.jsonl")).hasSize(40);
  }

  @Test
  void severalGzipMembersAreOneFile() throws IOException {
    byte[] one = TempTables.gzip("{\"a\": 1}\n");
    byte[] two = TempTables.gzip("{\"a\": 2}\n");
    byte[] both = ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();

    assertThat(rows(files.write("a.jsonl.gz", both), "a.jsonl.gz"))
        .extracting(row -> row.values().get("a"))
        .containsExactly(1, 2);
  }

  @Test
  void csvFollowsRfc4180() throws IOException {
    Path file =
        files.write(
            "a.csv",
            "\uFEFFtext,label\r\n"
                + "\"one, two\",a\r\n"
                + "\r\n"
                + "\"a \"\"quoted\"\"\r\nsecond line\",b\r\n"
                + "five \" six,\r\n");

    assertThat(rows(file, "a.csv"))
        .extracting(Row::line, row -> row.values().get("text"), row -> row.values().get("label"))
        .containsExactly(
            tuple(2L, "one, two", "a"),
            tuple(4L, "a \"quoted\"\r\nsecond line", "b"),
            tuple(6L, "five \" six", null));
  }

  @Test
  void lastLineNeedsNoLineFeed() throws IOException {
    assertThat(rows(files.write("a.tsv", "x\ty\n1\t2"), "a.tsv"))
        .extracting(Row::values)
        .containsExactly(Map.of("x", "1", "y", "2"));
    assertThat(rows(files.write("a.jsonl", "{\"x\": 1}\r\n\r\n{\"x\": 2}"), "a.jsonl"))
        .extracting(Row::line)
        .containsExactly(1L, 3L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rows.csv     | {"text": "a"}  | JSON_LINES
          rows.jsonl   | {"text": "a"}  | JSON_LINES
          rows.json    | {"text": "a"}  | JSON_LINES
          rows         | text,label     | CSV
          rows.tsv     | text,label     | TSV
          rows.TSV.gz  | text,label     | TSV
          rows.csv.gz  | text;label     | CSV
          rows.jsonl   | [{"text": "a"} | JSON
          rows.csv     | ["a", "b"]     | JSON
          rows.json    | {"data": [{    | JSON
          rows.json    | {"v": 1, "data": [ { | JSON
          rows.jsonl   | {"data": ["a"]} | JSON_LINES
          rows.csv     | [text],label   | CSV
          rows.parquet | PAR1           | PARQUET
          """)
  void formatIsRecognisedByBraceThenByName(String name, String head, TableFormat format) {
    assertThat(recognise(name, head)).isEqualTo(format);
  }

  @Test
  void withoutAnEndingTheFirstLineDecides() {
    assertThat(recognise("upload", "text\tlabel\na,b\tc")).isEqualTo(TableFormat.TSV);
    assertThat(recognise("upload", "text,label\na\tb,c")).isEqualTo(TableFormat.CSV);
    assertThat(recognise("upload", "\n  {\"a\": 1}")).isEqualTo(TableFormat.JSON_LINES);
  }

  @Test
  void linesLongerThanTheBufferAreWhole() throws IOException {
    String text = "ä€😀x".repeat(100_000);

    List<Row> rows =
        rows(files.write("a.jsonl", "{\"t\": \"" + text + "\"}\n{\"t\": \"b\"}\n"), "a.jsonl");

    assertThat(rows).extracting(row -> row.values().get("t")).containsExactly(text, "b");
  }

  @Test
  void aReplacementCharacterOfTheFileItselfIsNoFault() throws IOException {
    assertThat(rows(files.write("a.jsonl", "{\"t\": \"a\uFFFDb\"}"), "a.jsonl"))
        .extracting(row -> row.values().get("t"))
        .containsExactly("a\uFFFDb");
  }

  @Test
  void readingStopsAtTheFirstFault() throws IOException {
    Path file = files.write("a.jsonl", "{\"x\": 1}\n{\"x\": 2}\n{\"x\": }\n{\"x\": 4}\n{oh}\n");
    try (Table table = Table.open(file, "a.jsonl")) {
      assertThat(table.next().values()).isEqualTo(Map.of("x", 1));
      assertThat(table.next().values()).isEqualTo(Map.of("x", 2));

      assertThatThrownBy(table::next)
          .isInstanceOfSatisfying(
              GraftException.class,
              refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_FILE);
                assertThat(refused.faults()).hasSize(1);
                assertThat(refused).hasMessageStartingWith("line 3, column 7: not valid JSON");
              });
    }
  }

  @Test
  void aFileWithoutRowsDoesNotOpen() throws IOException {
    Path empty = files.write("a.csv", "");
    Path headerOnly = files.write("b.csv", "text,label\n");

    assertThatThrownBy(() -> Table.open(empty, "a.csv"))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining("the file is empty");
    assertThatThrownBy(() -> Table.open(headerOnly, "b.csv"))
        .isInstanceOf(GraftException.class)
        .hasMessageContaining("the file has no rows");
  }

  @Test
  void anExhaustedTableSaysSo() throws IOException {
    try (Table table = Table.open(files.write("a.csv", "x\n1\n"), "a.csv")) {
      assertThat(table.next().values()).isEqualTo(Map.of("x", "1"));
      assertThat(table.hasNext()).isFalse();
      assertThatThrownBy(table::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  private static TableFormat recognise(String name, String head) {
    return TableFormat.recognise(name, head.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Row> rows(Path file, String name) {
    try (Table table = Table.open(file, name)) {
      return table.stream().toList();
    }
  }
}
