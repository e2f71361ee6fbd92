package graft.table;

import static org.assertj.core.api.Assertions.assertThat;

import graft.table.source.TableFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of broken content: where the fault is, and what it says. */
class TableFaultTest {
  @TempDir Path directory;
  private TempTables files;

  @BeforeEach
  void files() {
    files = new TempTables(directory);
  }

  static Stream<Arguments> brokenTexts() {
    return Stream.of(
        Arguments.of("a.jsonl", "{\"t\": 1}\n[1, 2]\n", 2, 1, "must be a JSON object, not a list"),
        Arguments.of("a.jsonl", "{\"t\": 1}\n\"x\"\n", 2, 1, "must be a JSON object, not a string"),
        Arguments.of("a.jsonl", "{\"t\": tru}\n", 1, 7, "Unrecognized token 'tru'"),
        Arguments.of("a.jsonl", "{\"t\": \"x\n", 1, 9, "closing quote"),
        Arguments.of("a.jsonl", "{\"t\": 1} {\"t\": 2}\n", 1, 9, "end of the line"),
        Arguments.of("a.jsonl", "{\"t\": 1, \"t\": 2}\n", 1, 13, "Duplicate"),
        Arguments.of("a.jsonl", "{\"t\": NaN}\n", 1, 10, "'NaN' is not allowed"),
        Arguments.of("a.jsonl", "{\"t\": " + "[".repeat(70) + "\n", 1, 1, "nesting depth"),
        Arguments.of("a.json", "[\n{\"t\": 1},\n[2]]\n", 3, 1, "must be a JSON object, not a list"),
        Arguments.of("a.json", "[\n{\"t\": 1}\n", 3, 1, "not valid JSON"),
        Arguments.of("a.json", "[{\"t\": 1}] {}\n", 1, 12, "end of the file"),
        Arguments.of("a.json", "{\"data\": [{\"t\": tru}]}", 1, 17, "'tru'"),
        Arguments.of("a.jsonl", "{\"t\": 1, \"u\": \"a\\u0000b\"}\n", 1, 15, "U+0000"),
        Arguments.of("a.jsonl", "{\"t\": 1}\n{\"u\": [\"\\ud800\"]}\n", 2, 8, "surrogate"),
        Arguments.of("a.json", "[{\"t\": 1},\n{\"u\": \"\\udc00\"}]\n", 2, 7, "surrogate"),
        Arguments.of("a.csv", "a,b\n1,x\0y\n", 2, 4, "U+0000"),
        Arguments.of("a.jsonl", "{\"t\": 1e999}\n", 1, 7, "1e999 is too large"),
        Arguments.of("a.jsonl", "{\"t\": 'x'}\n", 1, 7, "not valid JSON"),
        Arguments.of("a.jsonl", "{\"t\": [1, 2\n", 1, 12, "not valid JSON"),
        Arguments.of("a.jsonl", "{\"t\": \"a\tb\"}\n", 1, 9, "not valid JSON"),
        Arguments.of("a.jsonl", "{\"t\": 01}\n", 1, 8, "not valid JSON"),
        Arguments.of(
            "a.jsonl", "{\" t\": 1, \"t\u00a0\": 2}\n", 1, 1, "names the column \"t\" twice"),
        Arguments.of("a.jsonl", "{\"\": 1}\n", 1, 1, "name of a column is empty"),
        Arguments.of("a.jsonl", "{\"" + "n".repeat(201) + "\": 1}\n", 1, 1, "has 201 characters"),
        Arguments.of("a.csv", "n".repeat(201) + ",b\n1,2\n", 1, 1, "has 201 characters"),
        Arguments.of("a.csv", "text ,text\n1,2\n", 1, 1, "names the column \"text\" twice"),
        Arguments.of("a.csv", "text,\u00a0\n1,2\n", 1, 1, "empty"),
        Arguments.of(
            "a.csv", "a,b\n1,2\n1,2,3\n", 3, 1, "expected 2 fields as in the header, found 3"),
        Arguments.of(
            "a.csv", "a,b\n\"1\n2\",2\n1\n", 4, 1, "expected 2 fields as in the header, found 1"),
        Arguments.of("a.csv", "a,b,a\n1,2,3\n", 1, 1, "names the column \"a\" twice"),
        Arguments.of("a.csv", "a,,c\n1,2,3\n", 1, 1, "header's field 2 is empty"),
        Arguments.of(
            "a.csv", "a,b\n1,2\n3,\"4\n5,6\n", 3, 1, "opened in this row and never closed"),
        Arguments.of("a.csv", "\"a,b\n1,2\n", 1, 1, "opened in this row and never closed"),
        Arguments.of("a.csv", "a,b\n1,2\n\"3\"x,4\n", 3, 1, "after closing quote: 'x'"),
        Arguments.of("a.parquet", "PAR1\u0015\u0004", 1, 1, "Parquet"),
        Arguments.of(
            "a.csv", "text,labels\na,\"['x']\"\nb,y\n", 2, 1, "column labels: 1 of 2 cells look"),
        Arguments.of(
            "a.csv", "text,labels\na,\"[x, y]\"\n", 2, 1, "column labels: 1 of 1 cells look"),
        Arguments.of("a.xlsx", "PK\u0003\u0004xyz", 1, 1, "ZIP archive or a spreadsheet"),
        Arguments.of("a.jsonl", " \n\n", 1, 1, "no rows"));
  }

  @ParameterizedTest
  @MethodSource("brokenTexts")
  void firstFaultSaysWhereAndWhat(String name, String content, long line, int column, String words)
      throws IOException {
    TableFault fault = firstFault(name, content.getBytes(StandardCharsets.UTF_8));

    assertThat(fault.line()).isEqualTo(line);
    assertThat(fault.column()).isEqualTo(column);
    assertThat(fault.message())
        .contains(words)
        .doesNotContain("enable", "Feature", "REDACTED", "`");
  }

  @Test
  void brokenUtf8IsFoundAtItsByte() throws IOException {
    byte[] latin1 =
        "{\"t\": \"ok\"}\n{\"t\": \"caf\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] inCsv = "t,u\na,b\n\u00e9,c\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] cut = "{\"t\": \"€".getBytes(StandardCharsets.UTF_8);

    TableFault fault = firstFault("a.jsonl", latin1);
    assertThat(fault).extracting(TableFault::line, TableFault::column).containsExactly(2L, 11);
    assertThat(fault.message())
        .isEqualTo(
            "expected UTF-8, found the byte 0xE9 that cannot stand there; save the file as UTF-8");
    assertThat(firstFault("a.csv", inCsv))
        .extracting(TableFault::line, TableFault::column)
        .containsExactly(3L, 1);
    assertThat(firstFault("a.jsonl", Arrays.copyOf(cut, cut.length - 1)).message())
        .startsWith("expected UTF-8");
  }

  @Test
  void utf16IsNamed() throws IOException {
    assertThat(firstFault("a.csv", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16)).message())
        .startsWith("the file is UTF-16; expected UTF-8");
  }

  @Test
  void aLineOfTenMegabytesIsAFaultAndTheNextIsRead() throws IOException {
    String content = "{\"t\": \"" + "x".repeat(10_000_000) + "\"}\n{\"t\": \"y\"}\n";

    TableProfile profile = Table.profile(files.write("a.jsonl", content), "a.jsonl");

    assertThat(profile.faults())
        .containsExactly(
            new TableFault(1, 8388609, "the line is longer than 8388608 bytes, the limit"));
    assertThat(profile.rows()).isEqualTo(1);
  }

  @Test
  void aQuoteThatNeverClosesDoesNotFillTheMemory() throws IOException {
    String content = "a,b\n\"1,2\n" + "3,4\n".repeat(3_000_000);

    TableFault fault = firstFault("a.csv", content.getBytes(StandardCharsets.UTF_8));

    assertThat(fault.line()).isEqualTo(2);
    assertThat(fault.message()).contains("a quote is opened");
  }

  @Test
  void truncatedAndBrokenGzipAreFaults() throws IOException {
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      content.append("{\"t\": ").append(i * 7919L % 10_007).append("}\n");
    }
    byte[] whole = TempTables.gzip(content.toString());
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 0x55;
    byte[] wrongSum = whole.clone();
    wrongSum[whole.length - 8] ^= 1;

    assertThat(firstFault("a.jsonl.gz", Arrays.copyOf(whole, whole.length / 2)).message())
        .contains("truncated");
    assertThat(firstFault("a.jsonl.gz", Arrays.copyOf(whole, whole.length - 4)).message())
        .contains("truncated");
    assertThat(firstFault("a.jsonl.gz", Arrays.copyOf(whole, 5)).message()).contains("truncated");
    assertThat(firstFault("a.jsonl.gz", wrongSum).message()).contains("gzip data is broken");
    assertThat(Table.profile(files.write("f.gz", flipped), "a.jsonl.gz").isValid()).isFalse();
  }

  @Test
  void aGzipBombIsBoundedByRatioAndBySize() throws IOException {
    byte[] bomb = TempTables.gzip(new byte[40 << 20]);
    TableLimits small = new TableLimits(8 << 20, 1000, 100, 10, 10);
    byte[] rows = TempTables.gzip("{\"t\": 1}\n".repeat(1000));

    assertThat(Table.profile(files.write("b", bomb), "a.jsonl").faults().getLast().message())
        .contains("unpacks to more than 16777216 bytes");
    TableProfile profile = Table.profile(files.write("c", rows), "a.jsonl", small);
    assertThat(profile.faults().getLast().message()).contains("unpacks to more than 1000 bytes");
  }

  @Test
  void twentyFaultsAreKeptAndAllAreCountedUpToTheLimit() throws IOException {
    Path file = files.write("a.jsonl", "{\"t\": 1}\nno\n".repeat(500));

    TableProfile all = Table.profile(file, "a.jsonl");
    assertThat(all.faults()).hasSize(20);
    assertThat(all.faultCount()).isEqualTo(500);
    assertThat(all.rows()).isEqualTo(500);
    assertThat(all.isValid()).isFalse();
    TableLimits few = new TableLimits(8 << 20, 1 << 20, 100, 10, 30);
    assertThat(Table.profile(file, "a.jsonl", few).faultCount()).isEqualTo(30);
  }

  @Test
  void tooManyColumnsAreAFault() throws IOException {
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < 1200; i++) {
      content.append("{\"c").append(i).append("\": 1}\n");
    }

    assertThat(firstFault("a.jsonl", content.toString().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new TableFault(1001, 1, "the file has more than 1000 columns"));
  }

  private TableFault firstFault(String name, byte[] content) throws IOException {
    TableProfile profile = Table.profile(files.write(name, content), name);
    assertThat(profile.faults()).isNotEmpty();
    return profile.faults().getFirst();
  }
}
