package graft.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that DuckDB wrote, in both versions of the format and every way of packing. */
class ParquetTest {
  private static final Path FILES = Path.of("src/test/resources/data/parquet");

  @TempDir Path directory;
  private TempTables files;

  @BeforeEach
  void files() {
    files = new TempTables(directory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uncompressed-v1",
        "uncompressed-v2",
        "snappy-v1",
        "snappy-v2",
        "gzip-v1",
        "gzip-v2",
        "zstd-v1",
        "zstd-v2"
      })
  void rowsAreThoseOfTheSameTableInJson(String way) {
    Path file = FILES.resolve("rows-" + way + ".parquet");

    assertThat(rows(file)).isEqualTo(rows(FILES.resolve("rows.jsonl")));
    TableProfile profile = Table.profile(file, "rows.parquet");
    TableProfile json = Table.profile(FILES.resolve("rows.jsonl"), "rows.jsonl");
    assertThat(profile.format()).isEqualTo(TableFormat.PARQUET);
    assertThat(profile.columns()).isEqualTo(json.columns());
    assertThat(profile.warnings()).isEqualTo(json.warnings());
  }

  @ParameterizedTest
  @ValueSource(strings = {"many-v1.parquet", "many-v2.parquet"})
  void rowGroupsAndDictionariesAreReadToTheEnd(String name) {
    List<Row> rows = rows(FILES.resolve(name));

    assertThat(rows).hasSize(3000);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i))
          .isEqualTo(
              new Row(
                  i + 1,
                  Map.of(
                      "text",
                      "text number " + i % 977,
                      "label",
                      i % 3 == 0 ? "x" : "y",
                      "i",
                      i,
                      "f",
                      i * 37 / 100.0,
                      "b",
                      i % 5 == 0,
                      "l",
                      List.of(0, 1, 2).subList(0, i % 4))));
    }
  }

  @Test
  void classesHaveTheNamesThatTheFileGivesThem() {
    assertThat(rows(FILES.resolve("labels.parquet")).stream().map(Row::values).toList())
        .isEqualTo(
            rows(
                    write(
                        """
                        {"text": "a", "label": "neg", "ner_tags": ["O", "I-PER"]}
                        {"text": "b", "label": "pos", "ner_tags": ["B-PER"]}
                        {"text": "c", "label": null, "ner_tags": []}
                        """))
                .stream()
                .map(Row::values)
                .toList());
  }

  @Test
  void everyKindOfValueIsReadAsJsonHasIt() {
    Map<String, Object> values = rows(FILES.resolve("kinds.parquet")).getFirst().values();

    assertThat(values)
        .containsEntry("d", "2020-02-29")
        .containsEntry("t", "2020-02-29T12:34:56.789Z")
        .containsEntry("m", 1.25)
        .containsEntry("u", "550e8400-e29b-41d4-a716-446655440000")
        .containsEntry("f", 1.5)
        .containsEntry("mp", Map.of("k", 1))
        .containsEntry("ub", 250)
        .containsEntry("bytes", null)
        .containsEntry("nn", null)
        .containsEntry("h", 7);
    assertThat(Table.profile(FILES.resolve("kinds.parquet"), "kinds.parquet").warnings())
        .containsExactly("column bytes: values that are bytes and no text, read as null: 1");
  }

  @Test
  void aGzippedFileIsReadToo() throws IOException {
    Path plain = FILES.resolve("rows-zstd-v2.parquet");
    Path packed = files.write("a", TempTables.gzip(Files.readAllBytes(plain)));

    assertThat(rows(packed)).isEqualTo(rows(plain));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aGzippedFileIsUnpackedBesideItselfForAsLongAsItIsOpen() throws IOException {
    byte[] plain = Files.readAllBytes(FILES.resolve("rows-zstd-v2.parquet"));
    Path packed = files.write("a", TempTables.gzip(plain)).toRealPath();

    try (Table table = Table.open(packed, "a.parquet.gz")) {
      assertThat(table.hasNext()).isTrue();
      assertThat(openFiles()).anyMatch(name -> name.matches("\\Q" + packed + "\\E\\..+\\.part.*"));
    }

    assertThat(openFiles()).noneMatch(name -> name.startsWith(packed.toString()));
    try (Stream<Path> left = Files.list(packed.resolveSibling(""))) {
      assertThat(left).containsExactly(packed);
    }
  }

  /** What this process has open, deleted or not. */
  private static List<String> openFiles() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path file : open.toList()) {
        try {
          names.add(Files.readSymbolicLink(file).toString());
        } catch (NoSuchFileException closed) {
          // Meanwhile, by another thread.
        }
      }
    }
    return names;
  }

  /** Cut anywhere and changed anywhere: a fault or other values, at once, and nothing else. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rows-uncompressed-v1",
        "rows-snappy-v2",
        "rows-gzip-v1",
        "rows-zstd-v2",
        "labels"
      })
  void brokenFilesAreFaults(String name) throws IOException {
    byte[] whole = Files.readAllBytes(FILES.resolve(name + ".parquet"));
    Random random = new Random(7);
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (int cut = 0; cut < whole.length; cut += 37) {
            assertThat(profile(Arrays.copyOf(whole, cut)).isValid()).isFalse();
          }
          for (int i = 0; i < 400; i++) {
            byte[] changed = whole.clone();
            for (int j = 0; j <= i % 3; j++) {
              changed[4 + random.nextInt(whole.length - 4)] = (byte) random.nextInt();
            }
            TableProfile profile = profile(changed);
            assertThat(profile.rows()).isLessThan(3_000_000);
          }
        });
  }

  private TableProfile profile(byte[] content) throws IOException {
    return Table.profile(files.write("broken", content), "broken.parquet");
  }

  private Path write(String content) {
    try {
      return files.write("a.jsonl", content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLongTextThatEveryRowRepeatsIsReadOnce() throws IOException {
    String text = longText(1 << 20);
    Path file = Files.write(directory.resolve("long.parquet"), ParquetBytes.repeated(text, 95));

    TableProfile profile = Table.profile(file, "long.parquet");

    assertThat(profile.faults()).isEmpty();
    assertThat(profile.rows()).isEqualTo(95);
    assertThat(profile.warnings()).contains("rows that repeat an earlier one: 94");
    List<Object> texts = rows(file).stream().map(row -> row.values().get("text")).toList();
    assertThat(texts).hasSize(95).first().isEqualTo(text);
    // Not equal texts but the same one: none was read a second time.
    assertThat(texts).allSatisfy(each -> assertThat(each).isSameAs(texts.getFirst()));
  }

  @Test
  void aFileOfMoreColumnsThanAreReadIsRefusedQuickly() throws IOException {
    Path file = Files.write(directory.resolve("wide.parquet"), ParquetBytes.wide(200_000));

    long began = cpuNanos();
    TableProfile profile = Table.profile(file, "wide.parquet");
    long took = cpuNanos() - began;

    assertThat(profile.faults().getFirst().toFault().message()).contains("columns");
    assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(3));
    Path fewer = Files.write(directory.resolve("fewer.parquet"), ParquetBytes.wide(1_001));
    assertThat(Table.profile(fewer, "fewer.parquet").faults().getFirst().toFault().message())
        .contains("it has 1001 columns; at most 1000 are read");
  }

  private static String longText(int length) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /** Of this thread, however busy the machine is. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static List<Row> rows(Path file) {
    try (Table table = Table.open(file, "upload")) {
      return table.stream().toList();
    }
  }
}
