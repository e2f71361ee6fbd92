package graft.spec;

/** Names that came from outside, made safe to show. */
public final class Printable {
  private static final int LONGEST = 300;

  private Printable() {}

  /** The name, shortened and without control characters. */
  public static String of(String name) {
    String shown = name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "...";
    return shown.replaceAll("\\p{C}", "?");
  }
}
