package graft.catalog.file;

/** Names that clients give to files. They are shown, and never used on disk. */
final class Filename {
  private static final int LONGEST = 255;

  private Filename() {}

  /** Without directories and control characters; {@code upload} if nothing is left. */
  static String plain(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String plain = last.replaceAll("\\p{Cntrl}", "").strip();
    if (plain.isEmpty()) {
      return "upload";
    }
    // From the end, since that tells the format.
    return plain.substring(Math.max(0, plain.length() - LONGEST));
  }
}
