package graft.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The bytes of a PNG or JPEG file, whose header was looked at and whose pixels were not.
 *
 * <p>Decoding agrees with Pillow's {@code convert("RGB")}: transparency is dropped, palettes are
 * looked up, colour profiles and gammas are left aside. It is turned upright where its EXIF data
 * say that it lies, as the reference's image folders do and {@code convert} alone does not. A grey
 * PNG of 16 bits keeps its upper eight, where Pillow cuts all beyond 255 to white.
 *
 * @param header what its first bytes promise
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, compared by nobody
public record PictureFile(Header header, byte[] bytes) {
  /** Most bytes of a file. */
  public static final int MOST_BYTES = 32 << 20;

  /** Most pixels: what a file of some bytes may unpack to. */
  private static final long MOST_PIXELS = 50_000_000;

  /** How a file is packed. */
  public enum Format {
    PNG,
    JPEG
  }

  /** Size and format. */
  public record Header(Format format, int width, int height) {}

  /**
   * Looks at a file's header.
   *
   * @throws BrokenPictureException if it is no such file, is broken, or would be too large
   */
  public static PictureFile of(byte[] bytes) {
    if (bytes.length == 0) {
      throw new BrokenPictureException("the picture has no bytes");
    }
    if (bytes.length > MOST_BYTES) {
      throw new BrokenPictureException(
          "the picture has %d bytes, more than %d".formatted(bytes.length, MOST_BYTES));
    }
    Header header = header(bytes);
    if (header.width() < 1 || header.height() < 1) {
      throw new BrokenPictureException(
          "the picture is %d x %d pixels, which is none"
              .formatted(header.width(), header.height()));
    }
    if ((long) header.width() * header.height() > MOST_PIXELS) {
      throw new BrokenPictureException(
          "the picture is %d x %d pixels, more than %d in all"
              .formatted(header.width(), header.height(), MOST_PIXELS));
    }
    return new PictureFile(header, bytes);
  }

  private static Header header(byte[] bytes) {
    if (Png.is(bytes)) {
      return Png.header(bytes);
    }
    if (Jpeg.is(bytes)) {
      return Jpeg.header(bytes);
    }
    throw new BrokenPictureException("the bytes are no PNG and no JPEG picture");
  }

  /**
   * All pixels.
   *
   * @throws BrokenPictureException if they cannot be read
   */
  public Picture decoded() {
    return switch (header.format()) {
      case PNG -> Exif.upright(Png.exif(bytes), read(Png.bare(bytes), false));
      case JPEG -> {
        Jpeg file = Jpeg.of(bytes);
        yield Exif.upright(file.exif(), read(file.bare(), file.hasInk()));
      }
    };
  }

  /** The JDK's reader; of four inks it gives the numbers as they are. */
  private Picture read(byte[] bare, boolean hasInk) {
    String name = header.format().name().toLowerCase(Locale.ROOT);
    ImageReader reader = ImageIO.getImageReadersByFormatName(name).next();
    List<String> warnings = new ArrayList<>();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bare))) {
      reader.addIIOReadWarningListener((_, warning) -> warnings.add(warning));
      reader.setInput(in, true, true);
      Picture picture =
          hasInk
              ? Samples.ofInks(reader.readRaster(0, null), Jpeg.of(bytes))
              : Samples.of(reader.read(0));
      requireWhole(picture, warnings);
      return picture;
    } catch (IOException | IndexOutOfBoundsException | IllegalStateException e) {
      throw new BrokenPictureException("the picture is broken: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  /** The reader fills up what a file that ends early lacks. */
  private void requireWhole(Picture picture, List<String> warnings) {
    boolean isCut = warnings.stream().anyMatch(warning -> warning.contains("Missing EOI marker"));
    if (isCut || picture.width() != header.width() || picture.height() != header.height()) {
      throw new BrokenPictureException("the picture is broken: it ends in the middle");
    }
  }
}
