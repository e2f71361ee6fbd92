package graft.table.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a file is that is no table, as its first bytes tell. */
public final class Signature {
  private static final String EXPECTED = "; expected JSON Lines, JSON, CSV, TSV or Parquet";
  private static final String UNPACK = "; unpack it and send what is in it, or pack it with gzip";

  /** Bytes of a text of two-byte units that are looked at. */
  private static final int LOOKED_AT = 512;

  /**
   * @param start how its bytes begin, a character each
   * @param what it is, with what to do
   */
  private record Known(String start, String what) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "version https://git-lfs.github.com/spec/",
              "a Git LFS pointer, not the file that it points to; fetch that with git lfs pull"),
          new Known("%PDF-", "a PDF document" + EXPECTED),
          new Known("{\\rtf", "a rich text document" + EXPECTED),
          new Known("BZh", "packed with bzip2" + UNPACK),
          new Known("\u0028\u00b5\u002f\u00fd", "packed with zstd" + UNPACK),
          new Known("\u00fd7zXZ\0", "packed with xz" + UNPACK),
          new Known("7z\u00bc\u00af\u0027\u001c", "a 7z archive" + UNPACK),
          new Known("Rar!\u001a", "a RAR archive" + UNPACK),
          new Known("\u0004\"M\u0018", "packed with lz4" + UNPACK),
          new Known("\u001f\u009d", "packed with compress" + UNPACK),
          new Known("\u001f\u008b", "packed with gzip twice" + UNPACK),
          new Known("\u00d0\u00cf\u0011\u00e0", "an old Office document (.xls, .doc)" + EXPECTED),
          new Known("SQLite format 3", "a SQLite database" + EXPECTED),
          new Known("\u0089HDF", "an HDF5 file" + EXPECTED),
          new Known("\u0093NUMPY", "a NumPy array" + EXPECTED),
          new Known("ARROW1", "an Arrow (Feather) file; write it as Parquet"),
          new Known("FEA1", "a Feather file; write it as Parquet"),
          new Known("\u00ff\u00ff\u00ff\u00ff", "an Arrow stream; write it as Parquet"),
          new Known("ORC", "an ORC file; write it as Parquet"),
          new Known("Obj\u0001", "an Avro file; write it as Parquet"),
          new Known("\u0089PNG", "a PNG image" + EXPECTED),
          new Known("\u00ff\u00d8\u00ff", "a JPEG image" + EXPECTED),
          new Known("GIF8", "a GIF image" + EXPECTED),
          new Known("\u007fELF", "a program" + EXPECTED));

  private static final List<Charset> WIDE =
      List.of(
          StandardCharsets.UTF_32LE,
          StandardCharsets.UTF_32BE,
          StandardCharsets.UTF_16LE,
          StandardCharsets.UTF_16BE);

  private Signature() {}

  /** What a file is, with what to do; empty where it may be a table. */
  public static Optional<String> refusal(byte[] bytes) {
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    if (head.startsWith("PK\u0003\u0004") || head.startsWith("PK\u0005\u0006")) {
      return Optional.of("the file is " + zip(head));
    }
    if (isPickle(head)) {
      return Optional.of("the file is a Python pickle, which is never read" + EXPECTED);
    }
    if (head.startsWith("ustar", 257)) {
      return Optional.of("the file is a TAR archive" + UNPACK);
    }
    return markup(head)
        .or(() ->
            KNOWN.stream()
                .filter(known -> head.startsWith(known.start()) && !isHeader(head, known))
                .findFirst()
                .map(known -> "the file is " + known.what()))
        .or(() -> encoding(head))
        .or(() -> wide(head, bytes));
  }

  /** Short words of letters may begin a header. */
  private static boolean isHeader(String head, Known known) {
    boolean isWord = known.start().equals("ORC") || known.start().equals("BZh");
    return isWord && head.length() > 3 && !isControl(head.charAt(3), known);
  }

  private static boolean isControl(char next, Known known) {
    return known.start().equals("BZh") ? next >= '1' && next <= '9' : next < ' ';
  }

  private static String zip(String head) {
    if (head.contains("xl/") || head.contains("workbook")) {
      return "a spreadsheet (.xlsx); save the sheet as CSV (UTF-8)";
    }
    if (head.contains("word/")) {
      return "a Word document" + EXPECTED;
    }
    if (head.contains("spreadsheet")) {
      return "a spreadsheet (.ods); save the sheet as CSV (UTF-8)";
    }
    return "a ZIP archive or a spreadsheet, without pictures" + UNPACK;
  }

  private static boolean isPickle(String head) {
    return head.length() > 2
        && head.charAt(0) == 0x80
        && head.charAt(1) >= 2
        && head.charAt(1) <= 5;
  }

  private static Optional<String> markup(String head) {
    String start =
        head.stripLeading()
            .substring(0, Math.min(64, head.stripLeading().length()))
            .toLowerCase(Locale.ROOT);
    if (start.startsWith("<!doctype html")
        || start.startsWith("<html")
        || start.startsWith("<head")) {
      return Optional.of(
          "the file is an HTML page, perhaps an error or a log-in page of the site that it came"
              + " from"
              + EXPECTED);
    }
    return start.startsWith("<?xml") ? Optional.of("the file is XML" + EXPECTED) : Optional.empty();
  }

  private static Optional<String> encoding(String head) {
    String units = head.substring(0, Math.min(LOOKED_AT, head.length()));
    boolean isMarked = head.startsWith("\u00ff\u00fe") || head.startsWith("\u00fe\u00ff");
    if (units.startsWith("\u00ff\u00fe\0\0") || units.startsWith("\0\0\u00fe\u00ff")) {
      return Optional.of(inOther("UTF-32"));
    }
    return isMarked || isTwoBytes(units) ? Optional.of(inOther("UTF-16")) : Optional.empty();
  }

  /** Texts without Latin letters, or in four bytes, have few zeros, or too many. */
  private static Optional<String> wide(String head, byte[] bytes) {
    if (head.indexOf('\0') < 0) {
      return Optional.empty();
    }
    return WIDE.stream()
        .filter(charset -> isText(bytes, charset))
        .findFirst()
        .map(charset -> inOther(charset.name().substring(0, 6)));
  }

  /** Whether the bytes are lines in an encoding, and nothing that is not printed. */
  private static boolean isText(byte[] bytes, Charset charset) {
    CharBuffer text = CharBuffer.allocate(bytes.length);
    ByteBuffer whole = ByteBuffer.wrap(bytes, 0, bytes.length - bytes.length % 4);
    boolean isDecoded = !charset.newDecoder().decode(whole, text, false).isError();
    String read = text.flip().toString();
    return isDecoded
        && read.indexOf('\n') >= 0
        && read.chars().allMatch(c -> c >= ' ' || c == '\n' || c == '\r' || c == '\t');
  }

  /** Most texts in UTF-16 have a zero in every second byte. */
  private static boolean isTwoBytes(String units) {
    long even = zeros(units, 0);
    long odd = zeros(units, 1);
    long pairs = units.length() / 2;
    return pairs >= 2
        && (Math.max(even, odd) * 10 >= pairs * 4)
        && Math.min(even, odd) * 10 < pairs;
  }

  private static long zeros(String units, int from) {
    long count = 0;
    for (int i = from; i < units.length(); i += 2) {
      count += units.charAt(i) == 0 ? 1 : 0;
    }
    return count;
  }

  private static String inOther(String encoding) {
    return "the file is "
        + encoding
        + "; expected UTF-8: save it as \"CSV UTF-8\" or convert it with iconv -f "
        + encoding
        + " -t UTF-8";
  }
}
