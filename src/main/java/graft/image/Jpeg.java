package graft.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The segments of a JPEG file (ITU-T T.81) before its first scan.
 *
 * @param scan where that begins
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Jpeg(byte[] bytes, List<Segment> segments, int scan) {
  private static final int FIRST_APPLICATION = 0xe0;
  private static final int EXIF = 0xe1;
  private static final int LAST_APPLICATION = 0xef;
  private static final int ADOBE = 0xee;
  private static final int COMMENT = 0xfe;
  private static final int SCAN = 0xda;
  private static final int INKS = 4;
  private static final int YCCK = 2;

  /**
   * @param from of its marker
   * @param to behind its last byte
   */
  record Segment(int marker, int from, int to) {
    int data() {
      return from + 4;
    }
  }

  static boolean is(byte[] bytes) {
    return bytes.length > 3 && at(bytes, 0) == 0xff && at(bytes, 1) == 0xd8 && at(bytes, 2) == 0xff;
  }

  static Jpeg of(byte[] bytes) {
    List<Segment> segments = new ArrayList<>();
    int from = 2;
    while (from + 4 <= bytes.length) {
      int marker = at(bytes, from + 1);
      if (at(bytes, from) != 0xff) {
        throw new BrokenPictureException("the picture is broken: no JPEG segment at " + from);
      }
      if (marker == 0xff) {
        from++;
        continue;
      }
      if (marker == SCAN) {
        return new Jpeg(bytes, segments, from);
      }
      int to = from + 2 + two(bytes, from + 2);
      if (to > bytes.length || to < from + 4) {
        break;
      }
      segments.add(new Segment(marker, from, to));
      from = to;
    }
    throw new BrokenPictureException("the picture is broken: the JPEG file has no scan");
  }

  static PictureFile.Header header(byte[] bytes) {
    Jpeg file = of(bytes);
    Segment frame = file.frame();
    return new PictureFile.Header(
        PictureFile.Format.JPEG, two(bytes, frame.data() + 3), two(bytes, frame.data() + 1));
  }

  /** Baseline or progressive: {@code SOF0} to {@code SOF15} without three that are other tables. */
  private Segment frame() {
    return segments.stream()
        .filter(s -> s.marker() >= 0xc0 && s.marker() <= 0xcf)
        .filter(s -> s.marker() != 0xc4 && s.marker() != 0xc8 && s.marker() != 0xcc)
        .filter(s -> s.to() - s.data() >= 6)
        .findFirst()
        .orElseThrow(
            () -> new BrokenPictureException("the picture is broken: the JPEG file has no frame"));
  }

  /** Whether it has cyan, magenta, yellow and black in place of colours. */
  boolean hasInk() {
    return at(bytes, frame().data() + 5) == INKS;
  }

  /** Whether its inks are stored as brightness and two differences, beside black. */
  boolean isYcck() {
    return segments.stream()
        .filter(s -> s.marker() == ADOBE && s.to() - s.data() >= 12)
        .anyMatch(s -> at(bytes, s.data() + 11) == YCCK);
  }

  /** What its EXIF segment holds. */
  Optional<byte[]> exif() {
    return segments.stream()
        .filter(s -> s.marker() == EXIF && s.to() - s.data() > 6)
        .filter(s -> new String(bytes, s.data(), 6, StandardCharsets.ISO_8859_1).equals("Exif\0\0"))
        .map(s -> Arrays.copyOfRange(bytes, s.data() + 6, s.to()))
        .findFirst();
  }

  /** The same file without profiles, comments and thumbnails, which the reader would act on. */
  byte[] bare() {
    ByteArrayOutputStream bare = new ByteArrayOutputStream(bytes.length);
    bare.write(bytes, 0, 2);
    segments.stream()
        .filter(s -> !isAside(s.marker()))
        .forEach(s -> bare.write(bytes, s.from(), s.to() - s.from()));
    bare.write(bytes, scan, bytes.length - scan);
    return bare.toByteArray();
  }

  private static boolean isAside(int marker) {
    boolean isApplication = marker > FIRST_APPLICATION && marker <= LAST_APPLICATION;
    return marker == COMMENT || (isApplication && marker != ADOBE);
  }

  private static int at(byte[] bytes, int place) {
    return bytes[place] & 0xff;
  }

  private static int two(byte[] bytes, int place) {
    return at(bytes, place) << 8 | at(bytes, place + 1);
  }
}
