package graft.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a file is by its first bytes, whatever it is called: the reason why it cannot be read. */
public enum FileKind {
  EMPTY("empty"),
  LFS_POINTER(
      "a Git LFS pointer, not the file that it stands for: fetch that with \"git lfs pull\" and"
          + " send it"),
  HTML("an HTML page, perhaps that of a login or an error: download the file itself"),
  XML("an XML document, perhaps an error of the storage: download the file itself"),
  ZIP("a ZIP archive", "504b0304", "504b0506"),
  GZIP("a gzip archive", "1f8b"),
  BZIP2("a bzip2 archive", "425a68"),
  XZ("an xz archive", "fd377a585a00"),
  ZSTD("a zstd archive", "28b52ffd"),
  SEVEN_ZIP("a 7z archive", "377abcaf271c"),
  RAR("a rar archive", "526172211a07"),
  TAR("a tar archive"),
  OLD_TORCH(
      "a PyTorch file of before version 1.6: save it again with a newer one",
      "80028a0a6cfc9c46f9206aa85019"),
  PICKLE("a Python pickle, which is not run here", "8002", "8003", "8004", "8005"),
  HDF5("an HDF5 file", "894844460d0a1a0a"),
  GGUF("a GGUF file", "47475546"),
  SAFETENSORS("a safetensors file under another name"),
  JSON("a JSON text"),
  UTF_16("a text in UTF-16: save it as UTF-8"),
  TEXT("a text");

  /** As many bytes as a mark is looked for in. */
  public static final int HEAD = 512;

  private static final String POINTER = "version https://git-lfs";
  private static final int TAR_MARK = 257;
  private static final int LEAST_TEXT = 8;

  private final String description;
  private final List<byte[]> marks;

  FileKind(String description, String... marks) {
    this.description = description;
    this.marks = List.of(marks).stream().map(HexFormat.of()::parseHex).toList();
  }

  /** What it is, with its article. */
  public String description() {
    return description;
  }

  /** Whether it is an archive of files, of which only ZIP is read. */
  public boolean isArchive() {
    return switch (this) {
      case ZIP, GZIP, BZIP2, XZ, ZSTD, SEVEN_ZIP, RAR, TAR -> true;
      case EMPTY,
          LFS_POINTER,
          HTML,
          XML,
          OLD_TORCH,
          PICKLE,
          HDF5,
          GGUF,
          SAFETENSORS,
          JSON,
          UTF_16,
          TEXT ->
          false;
    };
  }

  /** The kind of a file; empty if nothing tells. */
  public static Optional<FileKind> of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(HEAD));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The kind of a file; empty if nothing tells.
   *
   * @param head its first bytes, at most {@link #HEAD}
   */
  public static Optional<FileKind> of(byte[] head) {
    if (head.length == 0) {
      return Optional.of(EMPTY);
    }
    // Its length may begin as any mark: 640 bytes of header as a pickle does.
    if (isSafetensors(head)) {
      return Optional.of(SAFETENSORS);
    }
    for (FileKind kind : values()) {
      if (kind.marks.stream().anyMatch(mark -> begins(head, 0, mark))) {
        return Optional.of(kind);
      }
    }
    if (begins(head, TAR_MARK, ascii("ustar"))) {
      return Optional.of(TAR);
    }
    return ofText(head);
  }

  private static Optional<FileKind> ofText(byte[] head) {
    if (begins(head, 0, new byte[] {(byte) 0xff, (byte) 0xfe})
        || begins(head, 0, new byte[] {(byte) 0xfe, (byte) 0xff})) {
      return Optional.of(UTF_16);
    }
    String text = new String(head, StandardCharsets.UTF_8).replace("\uFEFF", "").stripLeading();
    String lower = text.toLowerCase(Locale.ROOT);
    if (text.startsWith(POINTER)) {
      return Optional.of(LFS_POINTER);
    }
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      return Optional.of(HTML);
    }
    if (lower.startsWith("<?xml")) {
      return Optional.of(XML);
    }
    boolean isText = head.length >= LEAST_TEXT && text.chars().noneMatch(FileKind::isBinary);
    return isText ? Optional.of(text.startsWith("{") ? JSON : TEXT) : Optional.empty();
  }

  /** The length of the header, then the header. */
  private static boolean isSafetensors(byte[] head) {
    return head.length > Long.BYTES
        && head[Long.BYTES] == '{'
        && Arrays.equals(
            head, Integer.BYTES, Long.BYTES, new byte[Integer.BYTES], 0, Integer.BYTES);
  }

  private static boolean isBinary(int c) {
    return c == 0xFFFD || (c < ' ' && c != '\n' && c != '\r' && c != '\t');
  }

  private static boolean begins(byte[] bytes, int at, byte[] mark) {
    if (bytes.length < at + mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if (bytes[at + i] != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
