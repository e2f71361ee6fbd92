package graft.api;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** A ZIP of pictures in folders, as people send it. */
final class PictureArchive {
  /** Red, green and blue as whole numbers. */
  static final Map<String, Integer> COLOURS =
      Map.of("red", 0xd02020, "green", 0x20c030, "blue", 0x2030e0);

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  /** Noisy pictures of each colour, of many sizes, below a folder. */
  static PictureArchive coloured(String folder, int each) {
    PictureArchive archive = new PictureArchive();
    Random random = new Random(3);
    COLOURS.forEach((label, _) -> {
      for (int i = 0; i < each; i++) {
        String format = i % 4 == 0 ? "jpg" : "png";
        byte[] picture =
            picture(label, 12 + random.nextInt(30), 12 + random.nextInt(30), format, random);
        archive.with("%s%s/%d.%s".formatted(folder, label, i, format), picture);
      }
    });
    return archive;
  }

  static byte[] picture(String label, int width, int height, String format, Random random) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int colour = COLOURS.get(label);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, noisy(colour, random));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static int noisy(int colour, Random random) {
    int noisy = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int level = (colour >> shift & 0xff) + random.nextInt(61) - 30;
      noisy |= Math.clamp(level, 0, 255) << shift;
    }
    return noisy;
  }

  PictureArchive with(String name, byte[] content) {
    entries.put(name, content);
    return this;
  }

  PictureArchive with(String name, String content) {
    return with(name, content.getBytes(StandardCharsets.UTF_8));
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
