package graft.format.torch;

import graft.format.Draft;
import graft.format.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes tensors as an archive that {@code torch.load} reads, with {@code weights_only} too. The
 * bytes depend on nothing but the tensors.
 */
public final class TorchArchiveWriter {
  private static final String ROOT = "archive/";

  /** The earliest time that a ZIP file can hold: every file has the same. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private TorchArchiveWriter() {}

  /** Writes a file that appears under its name when it is complete and on disk. */
  public static void write(Path file, Collection<Tensor> tensors) {
    Draft.write(file, out -> write(out, tensors));
  }

  /** Writes to a stream, and leaves it open. */
  public static void write(OutputStream out, Collection<Tensor> tensors) {
    List<Tensor> sorted = tensors.stream().sorted(Comparator.comparing(Tensor::name)).toList();
    try {
      ZipOutputStream zip = new ZipOutputStream(out);
      store(zip, TorchArchive.PICKLE, ByteBuffer.wrap(Pickler.stateDict(sorted)));
      store(zip, TorchArchive.BYTE_ORDER, text("little"));
      for (int i = 0; i < sorted.size(); i++) {
        store(zip, TorchArchive.STORAGES + i, sorted.get(i).buffer());
      }
      store(zip, TorchArchive.VERSION, text("3\n"));
      zip.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void store(ZipOutputStream zip, String name, ByteBuffer content)
      throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content.duplicate());
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.remaining());
    entry.setCrc(checksum.getValue());
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    byte[] chunk = new byte[Math.min(1 << 16, content.remaining())];
    while (content.hasRemaining()) {
      int length = Math.min(chunk.length, content.remaining());
      content.get(chunk, 0, length);
      zip.write(chunk, 0, length);
    }
    zip.closeEntry();
  }
}
