package graft.table;

import graft.spec.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How rows are written in a file. */
public enum TableFormat implements JsonValue {
  JSON_LINES("jsonl", List.of(".jsonl", ".ndjson")),
  /** One array of rows, or of the member {@code data} of an object. */
  JSON("json", List.of(".json")),
  CSV("csv", List.of(".csv")),
  TSV("tsv", List.of(".tsv", ".tab")),
  PARQUET("parquet", List.of(".parquet", ".pq")),
  /** Pictures in folders that are named after their labels. */
  IMAGE_FOLDER("imagefolder", List.of(".zip"));

  /** An object whose rows are its member {@code data}, behind members that hold no objects. */
  static final Pattern WRAPPED =
      Pattern.compile(
          "\\s*\\{(\\s*\"[^\"{}\\[\\]]*\"\\s*:\\s*[^{}\\[\\]]*?,)*\\s*\"data\"\\s*:\\s*\\[\\s*[{\\]]");

  /** An object that is written over several lines begins with a line of its own. */
  private static final Pattern SPREAD = Pattern.compile("\\s*\\{\\s*\\R");

  private static final Pattern JSON_ITEM =
      Pattern.compile("$|[{}\\[\\]\"]|-?\\d|(true|false|null)\\b");

  private static final String PARQUET_MAGIC = "PAR1";

  private final String wireName;
  private final List<String> endings;

  TableFormat(String wireName, List<String> endings) {
    this.wireName = wireName;
    this.endings = endings;
  }

  /** The format as clients read it: {@code jsonl}, {@code json}, {@code csv}, {@code tsv} ... */
  @Override
  public String json() {
    return wireName;
  }

  /** Reads {@link #json()}. */
  public static TableFormat read(Object json) {
    return Arrays.stream(values())
        .filter(format -> format.wireName.equals(json))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("one of [jsonl, json, csv, tsv, parquet, imagefolder]"));
  }

  /** Whether all its values are texts, whose types are guessed. */
  public boolean isText() {
    return this == CSV || this == TSV;
  }

  /**
   * Recognises a format. No table's header begins with a brace or a bracket, so that is JSON
   * whatever the name says; then the name decides, then a tab in the first line.
   *
   * @param head the first bytes, unpacked, without a byte order mark
   */
  static TableFormat recognise(String filename, byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    String start = text.substring(0, Math.min(64, text.length())).stripLeading();
    if (isParquet(head)) {
      return PARQUET;
    }
    if (start.startsWith("[") && startsRows(start)) {
      return JSON;
    }
    if (start.startsWith("{")) {
      boolean isDocument = WRAPPED.matcher(text).lookingAt() || SPREAD.matcher(text).lookingAt();
      return isDocument ? JSON : JSON_LINES;
    }
    return named(filename).orElse(text.lines().findFirst().orElse("").contains("\t") ? TSV : CSV);
  }

  static boolean isParquet(byte[] head) {
    return new String(head, 0, Math.min(4, head.length), StandardCharsets.ISO_8859_1)
        .equals(PARQUET_MAGIC);
  }

  /** The format that a filename promises; JSON is the lines of it, unless it looks otherwise. */
  static Optional<TableFormat> named(String filename) {
    String name = filename.toLowerCase(Locale.ROOT).replaceFirst("\\.gz(ip)?$", "");
    return Arrays.stream(values())
        .filter(format -> format.endings.stream().anyMatch(name::endsWith))
        .findFirst()
        .filter(format -> format != IMAGE_FOLDER)
        .map(format -> format == JSON ? JSON_LINES : format);
  }

  /** A table's header may begin with a bracket, but hardly with one of these behind it. */
  private static boolean startsRows(String start) {
    return JSON_ITEM.matcher(start.substring(1).stripLeading()).lookingAt();
  }
}
