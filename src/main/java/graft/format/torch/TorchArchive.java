package graft.format.torch;

import graft.format.FileContext;
import graft.format.FileKind;
import graft.format.Tensor;
import graft.format.Tensors;
import graft.format.torch.Pickled.Storage;
import graft.format.torch.Pickled.View;
import graft.spec.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Opens the archives that {@code torch.save} writes of a state dict: {@code ROOT/data.pkl} with the
 * structure and {@code ROOT/data/0}, {@code 1} … with the elements, all stored uncompressed.
 */
public final class TorchArchive {
  static final String PICKLE = "data.pkl";
  static final String BYTE_ORDER = "byteorder";
  static final String VERSION = "version";
  static final String STORAGES = "data/";

  /** Largest pickle in bytes: some hundred bytes describe a tensor. */
  private static final long PICKLE_LIMIT = 16L << 20;

  /** Most entries of an archive: one for each storage. */
  private static final int ENTRY_LIMIT = 100_000;

  private static final String NOT_WHOLE = "is not a whole PyTorch archive of version 1.6 or later";

  private static final int CHUNK = 1 << 20;

  private final ZipFile zip;
  private final Map<String, ZipEntry> entries;
  private final FileContext origin;
  private final Arena arena;
  private final Map<String, MemorySegment> storages = new HashMap<>();

  /** What copies and storages may still take: together at most twice the size of the file. */
  private long budget;

  private TorchArchive(ZipFile zip, FileContext origin, Arena arena, long fileSize) {
    this.zip = zip;
    this.entries = entries(zip, origin);
    this.origin = origin;
    this.arena = arena;
    this.budget = 2 * fileSize;
  }

  /**
   * Opens one file. Its tensors are copied into memory of their own.
   *
   * @param code of the refusals: {@link ErrorCode#INVALID_MODEL} or {@link
   *     ErrorCode#INVALID_ADAPTER}
   * @throws graft.spec.GraftException if the file is anything but an archive of tensors by name
   */
  public static Tensors open(Path file, ErrorCode code) {
    FileContext origin = FileContext.of(file, code);
    return Tensors.read(origin, arena -> read(file, origin, arena));
  }

  /** Copies the tensors of a file into {@code arena}. */
  public static Map<String, Tensor> read(Path file, FileContext origin, Arena arena) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      origin.require(zip.size() <= ENTRY_LIMIT, "has more than " + ENTRY_LIMIT + " entries");
      return new TorchArchive(zip, origin, arena, Files.size(file)).tensors();
    } catch (ZipException | EOFException e) {
      throw origin.fault(
          FileKind.of(file)
              .filter(kind -> kind != FileKind.ZIP)
              .map(kind -> ": it is " + kind.description())
              .map(NOT_WHOLE::concat)
              .orElse(NOT_WHOLE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The entries below the one root folder, by their names in it. */
  private static Map<String, ZipEntry> entries(ZipFile zip, FileContext origin) {
    List<String> roots =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.matches("[^/]+/" + PICKLE))
            .toList();
    origin.require(roots.size() == 1, "has " + roots.size() + " entries data.pkl, not 1");
    String root = roots.getFirst().substring(0, roots.getFirst().length() - PICKLE.length());
    Map<String, ZipEntry> entries = new HashMap<>();
    for (ZipEntry entry : zip.stream().filter(e -> e.getName().startsWith(root)).toList()) {
      String name = entry.getName().substring(root.length());
      origin.require(
          entries.put(name, entry) == null, FileContext.printable(name) + " is there twice");
    }
    return entries;
  }

  private Map<String, Tensor> tensors() throws IOException {
    if (entries.containsKey(BYTE_ORDER)) {
      String order = new String(bytes(BYTE_ORDER, 100), StandardCharsets.UTF_8).strip();
      origin.require(order.equals("little"), "its elements are not little-endian");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, View> entry :
        Unpickler.stateDict(bytes(PICKLE, PICKLE_LIMIT), origin).entrySet()) {
      tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue()));
    }
    return tensors;
  }

  private Tensor tensor(String name, View view) throws IOException {
    StoredView stored = new StoredView(name, view, storage(name, view.storage()), origin);
    stored.check();
    if (stored.isContiguous()) {
      return stored.slice();
    }
    spend(stored.bytes());
    return stored.gather(arena.allocate(stored.bytes(), Long.BYTES));
  }

  private MemorySegment storage(String tensor, Storage storage) throws IOException {
    MemorySegment bytes = storages.get(storage.key());
    if (bytes == null) {
      bytes = load(tensor, storage.key());
      storages.put(storage.key(), bytes);
    }
    if (bytes.byteSize() / storage.dtype().bytes() != storage.elements()) {
      throw origin.fault(
          tensor,
          "its storage should have %d elements of %s, but has %d bytes"
              .formatted(storage.elements(), storage.dtype(), bytes.byteSize()));
    }
    return bytes;
  }

  private MemorySegment load(String tensor, String key) throws IOException {
    ZipEntry entry = stored(STORAGES + key);
    spend(entry.getSize());
    MemorySegment bytes = arena.allocate(entry.getSize(), Long.BYTES);
    CRC32 checksum = new CRC32();
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] chunk = new byte[(int) Math.min(CHUNK, entry.getSize())];
      for (long at = 0; at < entry.getSize(); ) {
        int length = in.readNBytes(chunk, 0, (int) Math.min(chunk.length, entry.getSize() - at));
        origin.require(length > 0, "ends in the middle of " + entry.getName());
        MemorySegment.copy(MemorySegment.ofArray(chunk), 0, bytes, at, length);
        checksum.update(chunk, 0, length);
        at += length;
      }
    }
    if (checksum.getValue() != entry.getCrc()) {
      throw origin.fault(tensor, "its bytes do not fit their checksum");
    }
    return bytes;
  }

  private byte[] bytes(String name, long limit) throws IOException {
    ZipEntry entry = stored(name);
    origin.require(
        entry.getSize() <= limit,
        "%s has %d bytes, more than %d".formatted(name, entry.getSize(), limit));
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private ZipEntry stored(String name) {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw origin.fault("has no entry " + FileContext.printable(name));
    }
    origin.require(
        entry.getMethod() == ZipEntry.STORED && entry.getCompressedSize() == entry.getSize(),
        "its entry " + FileContext.printable(name) + " is compressed");
    return entry;
  }

  private void spend(long bytes) {
    budget -= bytes;
    origin.require(budget >= 0, "its tensors would take more than twice the size of the file");
  }
}
