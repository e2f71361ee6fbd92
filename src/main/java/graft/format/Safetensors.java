package graft.format;

import graft.format.SafetensorsHeader.Entry;
import graft.spec.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Opens safetensors files: eight bytes with the header's length (unsigned, little-endian), the
 * header as JSON, the tensors' bytes. The file is mapped, so opening costs no copy whatever its
 * size.
 */
public final class Safetensors {
  /** The length field before the header. */
  static final int PREFIX = Long.BYTES;

  /** The reference implementation's own limit on a header, in bytes. */
  static final long HEADER_LIMIT = 100_000_000;

  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Safetensors() {}

  /**
   * Opens one file.
   *
   * @param code of the refusals: {@link ErrorCode#INVALID_MODEL} or {@link
   *     ErrorCode#INVALID_ADAPTER}
   * @throws graft.spec.GraftException naming the fault and the tensor, if anything in the header is
   *     not as it must be
   */
  public static Tensors open(Path file, ErrorCode code) {
    FileContext origin = FileContext.of(file, code);
    return Tensors.read(origin, arena -> map(file, origin, arena));
  }

  /** Maps a file into {@code arena}; the tensors in the order of the header. */
  public static Map<String, Tensor> map(Path file, FileContext origin, Arena arena) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return slice(channel.map(MapMode.READ_ONLY, 0, channel.size(), arena), origin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tensors in a whole file's bytes, as slices of them. */
  static Map<String, Tensor> slice(MemorySegment file, FileContext origin) {
    long size = file.byteSize();
    FileKind.of(file.asSlice(0, Math.min(size, FileKind.HEAD)).toArray(ValueLayout.JAVA_BYTE))
        .filter(kind -> kind != FileKind.SAFETENSORS)
        .ifPresent(kind -> {
          throw origin.fault("is %s, not a safetensors file".formatted(kind.description()));
        });
    origin.require(size >= PREFIX, "has " + size + " bytes, too few for a safetensors file");
    long length = file.get(LENGTH, 0);
    origin.require(
        length >= 0 && length <= HEADER_LIMIT,
        "is not a safetensors file: it does not begin with the length of a header");
    origin.require(
        length <= size - PREFIX,
        "the header would have %d bytes, but only %d follow".formatted(length, size - PREFIX));
    String text = Json.utf8(file.asSlice(PREFIX, length).asByteBuffer(), origin);
    MemorySegment data = file.asSlice(PREFIX + length);
    SafetensorsHeader header = SafetensorsHeader.parse(text, data.byteSize(), origin);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Entry entry : header.entries().values()) {
      MemorySegment bytes = data.asSlice(entry.begin(), entry.end() - entry.begin());
      tensors.put(entry.name(), new Tensor(entry.name(), entry.dtype(), entry.shape(), bytes));
    }
    return tensors;
  }
}
