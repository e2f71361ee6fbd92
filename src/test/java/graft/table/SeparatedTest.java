package graft.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Separated fields as spreadsheets, data frames and people write them. */
class SeparatedTest {
  @TempDir Path directory;
  private TempTables files;

  @BeforeEach
  void files() {
    files = new TempTables(directory);
  }

  static Stream<Arguments> separators() {
    return Stream.of(
        Arguments.of("a.csv", "text,label\na;b,x\nc|d,y\n", ","),
        Arguments.of("a.csv", "text;label\na,b;x\nc,d;y\n", ";"),
        Arguments.of("a.csv", "text\tlabel\na,b\tx\nc;d\ty\n", "\t"),
        Arguments.of("a.csv", "text|label\na,b|x\nc;d|y\n", "|"),
        Arguments.of("a.csv", "sep=;\ntext;label\na,b;x\nc,d;y\n", ";"),
        Arguments.of("a.csv", "SEP=^\r\ntext^label\r\na^x\r\nc^y\r\n", "^"),
        Arguments.of("a.csv", "\"text\";\"label\"\n\"a;,b\";x\n\"c\nd\";y\n", ";"),
        Arguments.of("a.tsv", "text,label\n\"a,b\",x\nc,y\n", ","),
        Arguments.of("a.tsv", "text\tlabel\na, b, c\tx\nc, d\ty\n", "\t"),
        Arguments.of("a", "text;label\na;x\nb;y\n", ";"));
  }

  @ParameterizedTest
  @MethodSource("separators")
  void theSeparatorIsFoundInTheContent(String name, String content, String separator)
      throws IOException {
    TableProfile profile = profile(name, content);

    assertThat(profile.separator()).contains(separator);
    assertThat(profile.columns()).extracting(Column::name).containsExactly("text", "label");
    assertThat(profile.rows()).isEqualTo(2);
    assertThat(profile.labelCounts()).containsOnlyKeys("x", "y");
    boolean isPromised =
        separator.equals(name.endsWith(".tsv") ? "\t" : ",") || !name.contains(".");
    assertThat(profile.warnings()).hasSize(isPromised ? 0 : 1);
  }

  @Test
  void aColumnAloneKeepsItsSemicolons() throws IOException {
    assertThat(values("a.csv", "text\na; b\nc; d\n"))
        .containsExactly(Map.of("text", "a; b"), Map.of("text", "c; d"));
  }

  @Test
  void decimalCommasArePointsWhereAllCellsAreNumbers() throws IOException {
    String content = "text;score;price\na;1;1,5\nb;2,5;3\nc;-0,25;about 3,5\n";

    assertThat(values("a.csv", content))
        .extracting(row -> row.get("score"), row -> row.get("price"))
        .containsExactly(tuple("1", "1,5"), tuple("2.5", "3"), tuple("-0.25", "about 3,5"));
    TableProfile profile = profile("a.csv", content);
    assertThat(profile.column("score").orElseThrow().type()).isEqualTo(ColumnType.NUMBER);
    assertThat(profile.warnings()).contains("column score: decimal commas are read as points");
  }

  @Test
  void cellsThatAreListsOrObjectsAreRead() throws IOException {
    String content =
        """
        text,labels,ids,answers,flag
        a,"['x', 'it\\'s', ""y""]","[1, 2.5, None]","{'text': ['a'], 'answer_start': [0]}",True
        b,"[""x""]",[],"{""text"": [], ""answer_start"": []}",FALSE
        c,,[3],,
        """;

    assertThat(values("a.csv", content))
        .extracting(row -> row.get("labels"))
        .containsExactly(List.of("x", "it's", "y"), List.of("x"), null);
    assertThat(values("a.csv", content).getFirst())
        .containsEntry("ids", Arrays.asList(1, 2.5, null))
        .containsEntry("answers", Map.of("text", List.of("a"), "answer_start", List.of(0)))
        .containsEntry("flag", "true");
    TableProfile profile = profile("a.csv", content);
    assertThat(profile.columns())
        .extracting(Column::type)
        .containsExactly(
            ColumnType.STRING,
            ColumnType.LIST,
            ColumnType.LIST,
            ColumnType.OBJECT,
            ColumnType.BOOLEAN);
    assertThat(profile.labelCounts()).isEqualTo(Map.of("it's", 1L, "x", 2L, "y", 1L));
    assertThat(profile.warnings()).isEmpty();
  }

  @Test
  void aTextThatHappensToBeAListStaysAText() throws IOException {
    TableProfile profile = profile("a.csv", "text,label\n\"[1, 2]\",x\nb,y\n");

    assertThat(profile.column("text").orElseThrow().type()).isEqualTo(ColumnType.STRING);
    assertThat(profile.warnings())
        .singleElement()
        .asString()
        .startsWith("column text: 1 of 2 cells look like lists, the first in line 2");
  }

  @Test
  void aHeaderThatStandsAgainIsLeftOut() throws IOException {
    String content = "text,label\na,x\ntext,label\nb,y\n\uFEFFtext,label\nc,x\n";

    assertThat(values("a.csv", content))
        .extracting(row -> row.get("text"))
        .containsExactly("a", "b", "c");
    assertThat(profile("a.csv", content).warnings())
        .containsExactly("rows that repeat the header, left out (as where files were joined): 2");
    assertThat(values("b.csv", "text\na\ntext\n")).hasSize(2);
  }

  @Test
  void aLoneQuoteBetweenTabsSwallowsNoRows() throws IOException {
    String content =
        "text\tlabel\n"
            + "\"Hello\tx\n"
            + "plain\ty\n"
            + "\"quoted \"\"well\"\"\"\tx\n"
            + "\"so\" he said\ty\n"
            + "5\" nails\tx\n"
            + "\"two\nlines\"\ty\n"
            + "x\t\"last\n"
            + "bye\"\ty\n";

    assertThat(values("a.tsv", content))
        .extracting(row -> row.get("text"))
        .containsExactly(
            "\"Hello",
            "plain",
            "quoted \"well\"",
            "\"so\" he said",
            "5\" nails",
            "two\nlines",
            "x",
            "bye\"");
    assertThat(profile("a.tsv", content).warnings().getFirst())
        .isEqualTo(
            "fields that begin with a quote which is not closed in them, read as they stand: 3");
  }

  @Test
  void namesAreTrimmedOfWhatNobodySees() throws IOException {
    String csv = " text\u00a0,\uFEFFlabel\u200b\na,x\nb,y\n";
    String json = "{\" text\u00a0\": \"a\", \"\uFEFFlabel\u200b\": \"x\"}\n";

    for (TableProfile profile : List.of(profile("a.csv", csv), profile("b.jsonl", json))) {
      assertThat(profile.columns()).extracting(Column::name).containsExactly("text", "label");
      assertThat(profile.warnings())
          .contains("column text: its name is written with blanks or marks around it");
    }
  }

  @Test
  void wholeNumbersWithAPointAreTheSameInEveryFormat() throws IOException {
    TableProfile csv = profile("a.csv", "text,label\na,1.0\nb,0.0\n");
    TableProfile json =
        profile(
            "b.jsonl", "{\"text\": \"a\", \"label\": 1.0}\n{\"text\": \"b\", \"label\": 0.0}\n");

    assertThat(csv.columns()).isEqualTo(json.columns());
    assertThat(csv.warnings()).isEqualTo(json.warnings()).hasSize(1);
    assertThat(csv.column("label").orElseThrow().holdsWholeNumbers()).isTrue();
  }

  private TableProfile profile(String name, String content) throws IOException {
    return Table.profile(files.write(name, content.getBytes(StandardCharsets.UTF_8)), name);
  }

  private List<Map<String, Object>> values(String name, String content) throws IOException {
    try (Table table = Table.open(files.write(name, content), name)) {
      return table.stream().map(Row::values).toList();
    }
  }
}
