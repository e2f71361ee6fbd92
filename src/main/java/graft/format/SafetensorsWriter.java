package graft.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes safetensors files whose bytes depend on nothing but the tensors and the metadata: tensors
 * sorted by element size, widest first so that each one is aligned, then by name.
 */
public final class SafetensorsWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int ALIGNMENT = 8;
  private static final Comparator<WritableTensor> ORDER =
      Comparator.comparingInt((WritableTensor tensor) -> -tensor.dtype().bytes())
          .thenComparing(WritableTensor::name);

  private SafetensorsWriter() {}

  /**
   * Writes a file that appears under its name when it is complete and on disk.
   *
   * @param metadata free text that readers may show; {@code format: pt} is what Python's libraries
   *     expect
   * @throws IllegalArgumentException if two tensors have one name
   */
  public static void write(
      Path file, Collection<? extends WritableTensor> tensors, Map<String, String> metadata) {
    AtomicFile.write(file, out -> write(out, tensors, metadata));
  }

  /** Writes to a stream, and leaves it open. */
  public static void write(
      OutputStream out,
      Collection<? extends WritableTensor> tensors,
      Map<String, String> metadata) {
    List<WritableTensor> sorted = new ArrayList<>(tensors);
    sorted.sort(ORDER);
    refuseTwins(sorted);
    byte[] header = header(sorted, metadata);
    try {
      out.write(
          ByteBuffer.allocate(Safetensors.PREFIX)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length)
              .array());
      out.write(header);
      for (WritableTensor tensor : sorted) {
        tensor.writeTo(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuseTwins(List<WritableTensor> tensors) {
    Set<String> names = new HashSet<>();
    for (WritableTensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("two tensors are called " + tensor.name());
      }
    }
  }

  private static byte[] header(List<WritableTensor> tensors, Map<String, String> metadata) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectPropertyStart(SafetensorsHeader.METADATA);
        new TreeMap<>(metadata).forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      long begin = 0;
      for (WritableTensor tensor : tensors) {
        long end = begin + tensor.bytes();
        json.writeObjectPropertyStart(tensor.name());
        json.writeStringProperty("dtype", tensor.dtype().name());
        writeNumbers(json, "shape", tensor.shape());
        writeNumbers(json, "data_offsets", begin, end);
        json.writeEndObject();
        begin = end;
      }
      json.writeEndObject();
    }
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  private static void writeNumbers(JsonGenerator json, String key, long... numbers) {
    json.writeName(key);
    json.writeArray(numbers, 0, numbers.length);
  }
}
