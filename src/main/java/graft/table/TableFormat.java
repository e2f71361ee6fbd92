package graft.table;

import graft.spec.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How rows are written in a file. */
public enum TableFormat implements JsonValue {
  JSON_LINES("jsonl", List.of(".jsonl", ".ndjson", ".json")),
  CSV("csv", List.of(".csv")),
  TSV("tsv", List.of(".tsv", ".tab"));

  private final String wireName;
  private final List<String> endings;

  TableFormat(String wireName, List<String> endings) {
    this.wireName = wireName;
    this.endings = endings;
  }

  /** The format as clients read it: {@code jsonl}, {@code csv}, {@code tsv}. */
  @Override
  public String json() {
    return wireName;
  }

  /** Reads {@link #json()}. */
  public static TableFormat read(Object json) {
    return Arrays.stream(values())
        .filter(format -> format.wireName.equals(json))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("one of [jsonl, csv, tsv]"));
  }

  /**
   * Recognises a format. No table's header begins with a brace, so an object at the beginning is
   * JSON Lines whatever the name says; then the name decides, then a tab in the first line.
   *
   * @param head the first bytes, unpacked, without a byte order mark
   */
  static TableFormat recognise(String filename, byte[] head, FaultLog faults) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    refuseOthers(text, faults);
    if (text.stripLeading().startsWith("{")) {
      return JSON_LINES;
    }
    String name = filename.toLowerCase(Locale.ROOT).replaceFirst("\\.gz(ip)?$", "");
    for (TableFormat format : values()) {
      if (format.endings.stream().anyMatch(name::endsWith)) {
        return format;
      }
    }
    return text.lines().findFirst().orElse("").contains("\t") ? TSV : CSV;
  }

  private static void refuseOthers(String head, FaultLog faults) {
    String expected = "; expected JSON Lines, CSV or TSV, each perhaps gzipped";
    if (head.startsWith("PAR1")) {
      faults.addLast(1, 1, "the file is Parquet" + expected);
    } else if (head.startsWith("PK\u0003\u0004")) {
      faults.addLast(1, 1, "the file is a ZIP archive or a spreadsheet" + expected);
    } else if (head.startsWith("\u00ff\u00fe") || head.startsWith("\u00fe\u00ff")) {
      faults.addLast(1, 1, "the file is UTF-16; expected UTF-8");
    } else if (head.stripLeading().startsWith("[")) {
      faults.addLast(1, 1, "the file is one JSON array; expected JSON Lines: one object a line");
    }
  }
}
