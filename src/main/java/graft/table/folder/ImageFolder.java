package graft.table.folder;

import graft.image.PictureFile;
import graft.table.source.FaultLog;
import graft.table.source.Notes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a ZIP, in the order of their names. Each is looked at, and none decoded; what is
 * no picture, or hidden, is left out. Where folders part the pictures into a training set and
 * others, the training set is read.
 */
public final class ImageFolder implements AutoCloseable {
  private static final int MOST_ENTRIES = 1_000_000;
  private static final String TRAINING = "train";

  /** Of an office document, which may hold pictures too. */
  private static final String DOCUMENT = "[Content_Types].xml";

  private final ZipFile zip;
  private final FaultLog faults;
  private final Iterator<FolderEntry> pictures;
  private long budget;
  private long number;

  private ImageFolder(ZipFile zip, FaultLog faults, List<FolderEntry> pictures, long budget) {
    this.zip = zip;
    this.faults = faults;
    this.pictures = pictures.iterator();
    this.budget = budget;
  }

  /** Whether a file begins as a ZIP does. */
  public static boolean isArchive(byte[] head) {
    return new String(head, 0, Math.min(4, head.length), StandardCharsets.ISO_8859_1)
        .equals("PK\u0003\u0004");
  }

  /** Whether an archive has pictures, and is no office document. */
  public static boolean is(Path archive) {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      return zip.getEntry(DOCUMENT) == null
          && zip.stream().map(FolderEntry::of).anyMatch(FolderEntry::isPicture);
    } catch (IOException notWhole) {
      return false;
    }
  }

  /**
   * Opens an archive that {@link #is} one; the caller closes it.
   *
   * @param budget most bytes that all pictures may have together
   */
  public static ImageFolder open(Path archive, long budget, FaultLog faults, Notes notes)
      throws IOException {
    ZipFile zip = new ZipFile(archive.toFile());
    try {
      List<FolderEntry> all = zip.stream().map(FolderEntry::of).toList();
      refuse(all, faults);
      return new ImageFolder(zip, faults, chosen(all, notes), budget);
    } catch (RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static void refuse(List<FolderEntry> all, FaultLog faults) {
    if (all.size() > MOST_ENTRIES) {
      faults.addLast(
          1, 1, "the archive has %d entries, more than %d".formatted(all.size(), MOST_ENTRIES));
    }
    all.stream()
        .filter(FolderEntry::isUnsafe)
        .findFirst()
        .ifPresent(entry ->
            faults.addLast(1, 1, shown(entry.path()) + ": the name leads out of the archive"));
  }

  private static List<FolderEntry> chosen(List<FolderEntry> all, Notes notes) {
    List<FolderEntry> pictures =
        all.stream()
            .filter(FolderEntry::isPicture)
            .sorted(Comparator.comparing(FolderEntry::path))
            .toList();
    long others =
        all.stream().filter(entry -> !entry.entry().isDirectory()).count() - pictures.size();
    if (others > 0) {
      notes.add("files that are no PNG or JPEG pictures, or are hidden, left out: " + others);
    }
    SortedSet<String> splits =
        pictures.stream()
            .flatMap(entry -> entry.split().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    return splits.size() < 2 ? pictures : ofTraining(pictures, splits, notes);
  }

  private static List<FolderEntry> ofTraining(
      List<FolderEntry> pictures, SortedSet<String> splits, Notes notes) {
    String taken =
        splits.stream()
            .filter(split -> split.startsWith(TRAINING))
            .findFirst()
            .orElse(splits.first());
    List<FolderEntry> kept =
        pictures.stream().filter(entry -> entry.split().filter(taken::equals).isPresent()).toList();
    notes.add(
        "the folder %s is read; %d pictures beside it are left out: send the others as files of their own"
            .formatted(taken, pictures.size() - kept.size()));
    return kept;
  }

  /** A picture with its place in the archive, counted from 1. */
  public record Entry(long number, Map<String, @Nullable Object> values) {}

  /** The next picture that can be read; null at the end. */
  public @Nullable Entry next() {
    while (pictures.hasNext() && !faults.isFull()) {
      FolderEntry entry = pictures.next();
      number++;
      try {
        return new Entry(number, values(entry));
      } catch (IllegalArgumentException | ZipException | EOFException refused) {
        faults.add(number, 1, shown(entry.path()) + ": " + refused.getMessage());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return null;
  }

  private Map<String, @Nullable Object> values(FolderEntry entry) throws IOException {
    String label =
        entry
            .label()
            .orElseThrow(() ->
                new IllegalArgumentException("lies in no folder that is named after its label"));
    PictureFile picture = PictureFile.of(bytes(entry));
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("file_name", entry.path());
    values.put("label", label);
    values.put("width", picture.header().width());
    values.put("height", picture.header().height());
    values.put("image", Base64.getEncoder().encodeToString(picture.bytes()));
    return values;
  }

  private byte[] bytes(FolderEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry.entry())) {
      byte[] bytes = in.readNBytes(PictureFile.MOST_BYTES + 1);
      budget -= bytes.length;
      if (budget < 0) {
        faults.end();
        throw new IllegalArgumentException("the archive unpacks to more than is allowed");
      }
      return bytes;
    }
  }

  private static String shown(String path) {
    String cut = path.length() <= 120 ? path : path.substring(0, 119) + "…";
    return cut.replaceAll("\\p{C}", "?");
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
