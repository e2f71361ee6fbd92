package graft.table.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** How pages are packed; the order is that of the format's codes. */
enum Compression {
  UNCOMPRESSED,
  SNAPPY,
  GZIP,
  LZO,
  BROTLI,
  LZ4,
  ZSTD,
  LZ4_RAW;

  static Compression of(int code) {
    ParquetException.require(
        code >= 0 && code < values().length, "it is packed in an unknown way, " + code);
    return values()[code];
  }

  /** Unpacks to exactly {@code size} bytes, which the caller has judged. */
  byte[] unpack(byte[] packed, int size) {
    byte[] plain =
        switch (this) {
          case UNCOMPRESSED -> packed;
          case SNAPPY -> Snappy.unpack(new Bytes(packed), size);
          case GZIP -> gunzip(packed, size);
          case ZSTD -> unzstd(packed, size);
          case LZO, BROTLI, LZ4, LZ4_RAW ->
              throw new ParquetException(
                  "it is packed with "
                      + name()
                      + "; write it with snappy, gzip, zstd or no compression");
        };
    ParquetException.require(plain.length == size, "a page has not the size that it claims");
    return plain;
  }

  private static byte[] gunzip(byte[] packed, int size) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] plain = in.readNBytes(size);
      ParquetException.require(in.read() < 0, "a page has not the size that it claims");
      return plain;
    } catch (IOException broken) {
      throw new ParquetException("a gzip page is broken: " + broken.getMessage());
    }
  }

  private static byte[] unzstd(byte[] packed, int size) {
    try {
      byte[] plain = new byte[size];
      int written = (int) Zstd.decompress(plain, packed);
      return Arrays.copyOf(plain, Math.max(0, Math.min(written, size)));
    } catch (ZstdException broken) {
      throw new ParquetException("a zstd page is broken: " + broken.getMessage());
    }
  }
}
