package graft.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import graft.spec.Codec;
import graft.spec.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableProfileTest {
  @TempDir Path directory;
  private TempTables files;

  @BeforeEach
  void files() {
    files = new TempTables(directory);
  }

  @Test
  void aRealClassificationSetShowsItsLabels() {
    TableProfile profile = Table.profile(TempTables.slice("product-sentences"), "train.jsonl");

    assertThat(profile.format()).isEqualTo(TableFormat.JSON_LINES);
    assertThat(profile.rows()).isEqualTo(40);
    assertThat(profile.columns())
        .extracting(Column::name, Column::type, Column::nulls)
        .containsExactly(
            tuple("text", ColumnType.STRING, 0L), tuple("label", ColumnType.STRING, 0L));
    assertThat(profile.labelCounts()).containsOnlyKeys("negative", "positive");
    assertThat(profile.labelCounts().values().stream().mapToLong(n -> n).sum()).isEqualTo(40);
    assertThat(profile.columns().getFirst().examples())
        .hasSize(3)
        .first()
        .isEqualTo("You can not answer calls with the unit, never worked once!");
    assertThat(profile.isValid()).isTrue();
    assertThat(profile.warnings()).isEmpty();
  }

  @Test
  void tagsOfWordsAreCountedOneByOne() {
    TableProfile profile = Table.profile(TempTables.slice("brown-pos"), "train.jsonl");

    assertThat(profile.column("tokens").orElseThrow().type()).isEqualTo(ColumnType.LIST);
    assertThat(profile.labelCounts()).containsKeys("NOUN", "VERB", "PUNCT").hasSizeLessThan(17);
    assertThat(profile.column("tags").orElseThrow().examples().getFirst())
        .startsWith("[\"ADV\",\"PUNCT\",\"PRON\"")
        .hasSizeLessThanOrEqualTo(80)
        .endsWith("…");
  }

  @Test
  void typesAreThoseOfTheValues() throws IOException {
    String content =
        """
        {"s": "a", "i": 1, "n": 1, "b": true, "l": [1], "o": {"x": 1}, "m": 1, "z": null}
        {"s": "b", "i": 2, "n": 1.5, "b": false, "l": [], "o": {}, "m": "one"}
        """;

    TableProfile profile = Table.profile(files.write("a.jsonl", content), "a.jsonl");

    assertThat(profile.columns())
        .extracting(Column::type)
        .containsExactly(
            ColumnType.STRING,
            ColumnType.INTEGER,
            ColumnType.NUMBER,
            ColumnType.BOOLEAN,
            ColumnType.LIST,
            ColumnType.OBJECT,
            ColumnType.MIXED,
            ColumnType.STRING);
    assertThat(profile.column("z").orElseThrow().nulls()).isEqualTo(2);
    assertThat(profile.warnings()).containsExactly("column m: values are of more than one type");
    assertThat(profile.column("o").orElseThrow().values()).isEmpty();
  }

  @Test
  void typesOfCsvAreThoseThatTheTextsLookLike() throws IOException {
    String content = "s,i,n,b,m,e\na,1,1,true,1,\nb,-20,2.5e3,False,x,\n";

    TableProfile profile = Table.profile(files.write("a.csv", content), "a.csv");

    assertThat(profile.columns())
        .extracting(Column::type)
        .containsExactly(
            ColumnType.STRING,
            ColumnType.INTEGER,
            ColumnType.NUMBER,
            ColumnType.BOOLEAN,
            ColumnType.STRING,
            ColumnType.STRING);
    assertThat(profile.column("e").orElseThrow().nulls()).isEqualTo(2);
    assertThat(profile.column("i").orElseThrow().values()).isEqualTo(Map.of("1", 1L, "-20", 1L));
  }

  @Test
  void aThousandDistinctValuesAreCountedAndNotOneMore() throws IOException {
    StringBuilder content = new StringBuilder("few,many\n");
    for (int i = 0; i <= 1000; i++) {
      content.append(i % 1000).append(',').append(i).append('\n');
    }

    TableProfile profile = Table.profile(files.write("a.csv", content.toString()), "a.csv");

    assertThat(profile.column("few").orElseThrow().values()).hasSize(1000).containsEntry("0", 2L);
    assertThat(profile.column("many").orElseThrow().values()).isEmpty();
  }

  @Test
  void warningsNameWhatLooksWrong() throws IOException {
    String content =
        "{\"text\": \"a\", \"label\": \"spam\"}\n"
            + "{\"text\": \"a\", \"label\": \"spam\"}\n"
            + "{\"text\": \" \", \"label\": \"Spam \"}\n"
            + "{\"text\": \""
            + "x".repeat(100_001)
            + "\", \"label\": \"ham\"}\n";

    assertThat(Table.profile(files.write("a.jsonl", content), "a.jsonl").warnings())
        .containsExactly(
            "rows that repeat an earlier one: 1",
            "rows with a text of more than 100000 characters: 1",
            "column text: blank texts: 1",
            "labels differ in case or blanks only: \"Spam \", \"spam\"",
            "the label \"Spam \" has blanks around it, which belong to it");
    assertThat(Table.profile(files.write("b.csv", "text;label\na;b\nc;d\n"), "b.csv").warnings())
        .containsExactly(
            "fields are separated by semicolons, though the name ends in .csv; they are read so");
    assertThat(Table.profile(files.write("c.csv", "text,label\na,x\nb,x\n"), "c.csv").warnings())
        .containsExactly("every row has the label x");
  }

  @Test
  void aProfileSurvivesBeingWrittenAsJson() throws IOException {
    TableProfile profile =
        Table.profile(files.write("a.csv", "text,label\na,x\nb,y\nc\n"), "a.csv");

    Faults faults = new Faults();
    TableProfile again =
        Codec.read(TableProfile.class, Codec.write(profile), "", faults).orElseThrow();

    assertThat(faults.all()).isEmpty();
    assertThat(again).isEqualTo(profile);
    assertThat(List.copyOf(again.labelCounts().keySet())).containsExactly("x", "y");
  }
}
