package graft.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs a TorchScript source file as the archive that libtorch loads: a ZIP of stored entries with
 * the source, the pickle of an empty module, and a version. Format: torch/csrc/jit/serialization.
 */
final class ScriptArchive {
  private static final String ROOT = "ops/";

  /** Pickle protocol 2 of {@code __torch__.Ops()} with the state {@code {"training": True}}. */
  private static final byte[] MODULE =
      latin1(
          "\u0080\u0002c__torch__\nOps\nq\u0000)\u0081}(X\u0008\u0000\u0000\u0000trainingq\u0001\u0088ub.");

  /** Pickle protocol 2 of an empty tuple. */
  private static final byte[] NO_CONSTANTS = latin1("\u0080\u0002).");

  private ScriptArchive() {}

  /** The archive of the source at {@code resource} on the class path. */
  static byte[] of(String resource) {
    try (InputStream source = ScriptArchive.class.getResourceAsStream(resource)) {
      if (source == null) {
        throw new IllegalStateException("the class path lacks " + resource);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        store(zip, "data.pkl", MODULE);
        store(zip, "code/__torch__.py", source.readAllBytes());
        store(zip, "constants.pkl", NO_CONSTANTS);
        store(zip, "version", latin1("10\n"));
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("cannot pack " + resource, e);
    }
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
