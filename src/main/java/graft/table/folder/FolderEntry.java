package graft.table.folder;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * A file in an archive.
 *
 * @param path with slashes of one kind
 */
record FolderEntry(ZipEntry entry, String path) {
  private static final Pattern UNSAFE = Pattern.compile("/.*|.*[:\\p{Cc}].*|(.*/)?\\.\\.(/.*)?");

  /** What a system puts beside people's files. */
  private static final Pattern HIDDEN =
      Pattern.compile("(.*/)?(\\.|__MACOSX/|Thumbs\\.db$|desktop\\.ini$).*");

  private static final List<String> PICTURES = List.of(".png", ".jpg", ".jpeg");

  /** Folders that part a data set, as the reference knows them. */
  private static final Set<String> SPLITS =
      Set.of("train", "training", "validation", "valid", "val", "dev", "test", "testing", "eval");

  static FolderEntry of(ZipEntry entry) {
    return new FolderEntry(entry, entry.getName().replace('\\', '/'));
  }

  boolean isUnsafe() {
    return UNSAFE.matcher(path).matches();
  }

  boolean isHidden() {
    return HIDDEN.matcher(path).matches();
  }

  boolean isPicture() {
    String name = path.toLowerCase(Locale.ROOT);
    return !entry.isDirectory() && !isHidden() && PICTURES.stream().anyMatch(name::endsWith);
  }

  /** The folder that it lies in; empty at the top. */
  Optional<String> label() {
    String[] parts = path.split("/");
    return parts.length < 2 ? Optional.empty() : Optional.of(parts[parts.length - 2]);
  }

  /** The part of a data set that it is in, where its folders say so. */
  Optional<String> split() {
    String[] parts = path.split("/");
    return Arrays.stream(parts, 0, Math.max(0, parts.length - 2))
        .map(part -> part.toLowerCase(Locale.ROOT))
        .filter(SPLITS::contains)
        .findFirst();
  }
}
