package graft.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** The chunks of a PNG file (ISO/IEC 15948). */
final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int HEADER_END = 33;
  private static final int AROUND = 12;

  /** What pixels are made of; all else is for other readers, and may unpack to anything. */
  private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

  private Png() {}

  static boolean is(byte[] bytes) {
    return bytes.length >= SIGNATURE.length
        && Arrays.equals(SIGNATURE, Arrays.copyOf(bytes, SIGNATURE.length));
  }

  static PictureFile.Header header(byte[] bytes) {
    boolean isWhole =
        bytes.length >= HEADER_END
            && "IHDR".equals(new String(bytes, 12, 4, StandardCharsets.ISO_8859_1));
    if (!isWhole) {
      throw new BrokenPictureException("the picture is broken: the PNG file has no header");
    }
    ByteBuffer fields = ByteBuffer.wrap(bytes);
    return new PictureFile.Header(PictureFile.Format.PNG, fields.getInt(16), fields.getInt(20));
  }

  /** The same file with nothing but pixels. */
  static byte[] bare(byte[] bytes) {
    ByteArrayOutputStream bare = new ByteArrayOutputStream(bytes.length);
    bare.writeBytes(SIGNATURE);
    chunks(
        bytes,
        (type, chunk) -> {
          if (NEEDED.contains(type)) {
            bare.write(bytes, chunk.from(), chunk.length());
          }
        });
    return bare.toByteArray();
  }

  /** What its EXIF chunk holds. */
  static Optional<byte[]> exif(byte[] bytes) {
    byte[][] found = new byte[1][];
    chunks(
        bytes,
        (type, chunk) -> {
          if (type.equals("eXIf")) {
            int data = chunk.from() + 8;
            found[0] = Arrays.copyOfRange(bytes, data, data + chunk.length() - AROUND);
          }
        });
    return Optional.ofNullable(found[0]);
  }

  private record Chunk(int from, int length) {}

  private static void chunks(byte[] bytes, BiConsumer<String, Chunk> each) {
    ByteBuffer fields = ByteBuffer.wrap(bytes);
    int at = SIGNATURE.length;
    while (at + AROUND <= bytes.length) {
      long length = (fields.getInt(at) & 0xffffffffL) + AROUND;
      if (at + length > bytes.length) {
        break;
      }
      String type = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
      each.accept(type, new Chunk(at, (int) length));
      at += (int) length;
    }
  }
}
