package graft.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Tells what a file is by its first bytes, where it is not what its name says. */
public final class FileKind {
  private static final int ENOUGH = 256;

  private FileKind() {}

  /** What a file is and what to do about it; empty if its beginning does not tell. */
  public static Optional<String> of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(ENOUGH));
    }
  }

  /** The same of a file's first bytes. */
  public static Optional<String> of(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    String trimmed = text.stripLeading().toLowerCase(Locale.ROOT);
    if (text.startsWith("version https://git-lfs")) {
      return Optional.of("is a Git LFS pointer, not the file itself; fetch it with git lfs pull");
    }
    if (trimmed.startsWith("<!doctype html") || trimmed.startsWith("<html")) {
      return Optional.of(
          "is an HTML page, not the file itself; download it again from its raw address");
    }
    if (trimmed.startsWith("<?xml") || trimmed.startsWith("<error>")) {
      return Optional.of("is an XML document, perhaps a server's refusal; download it again");
    }
    if (text.startsWith("PK\3\4")) {
      return Optional.of("is a ZIP archive, or a PyTorch file, under another name");
    }
    if (text.startsWith("\u001f\u008b")) {
      return Optional.of("is packed with gzip; unpack it first");
    }
    if (text.startsWith("\u0080") && text.length() > 1 && text.charAt(1) <= 5) {
      return Optional.of("is a Python pickle, which is a program; save it as safetensors or JSON");
    }
    if (text.startsWith("\u0089HDF")) {
      return Optional.of("is an HDF5 file of Keras; save the model with PyTorch");
    }
    if (text.startsWith("GGUF")) {
      return Optional.of("is a GGUF file; take the model in safetensors");
    }
    if (text.startsWith("BZh")
        || text.startsWith("(\u00b5/\u00fd")
        || text.startsWith("\u00fd7zXZ")) {
      return Optional.of("is packed with bzip2, zstd or xz; unpack it first");
    }
    if (text.startsWith("Rar!") || text.startsWith("7z\u00bc\u00af")) {
      return Optional.of("is a packed archive; unpack it first");
    }
    return Optional.empty();
  }
}
