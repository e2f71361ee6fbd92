package graft.format.torch;

import graft.format.AtomicFile;
import graft.format.StoredZip;
import graft.format.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Writes tensors as an archive that {@code torch.load} reads, with {@code weights_only} too. The
 * bytes depend on nothing but the tensors.
 */
public final class TorchArchiveWriter {
  private static final String ROOT = "archive/";

  private TorchArchiveWriter() {}

  /** Writes a file that appears under its name when it is complete and on disk. */
  public static void write(Path file, Collection<Tensor> tensors) {
    AtomicFile.write(file, out -> write(out, tensors));
  }

  /** Writes to a stream, and leaves it open. */
  public static void write(OutputStream out, Collection<Tensor> tensors) {
    List<Tensor> sorted = tensors.stream().sorted(Comparator.comparing(Tensor::name)).toList();
    StoredZip zip = new StoredZip(out);
    byte[] pickle = Pickler.stateDict(sorted);
    zip.put(ROOT + TorchArchive.PICKLE, entry -> write(entry, pickle));
    zip.put(ROOT + TorchArchive.BYTE_ORDER, entry -> write(entry, ascii("little")));
    for (int i = 0; i < sorted.size(); i++) {
      zip.put(ROOT + TorchArchive.STORAGES + i, sorted.get(i)::writeTo);
    }
    zip.put(ROOT + TorchArchive.VERSION, entry -> write(entry, ascii("3\n")));
    zip.finish();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void write(OutputStream out, byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
