package graft.format.adapter;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What adapters and heads are called inside their files: a module in a path with dots, and perhaps
 * a directory of a setup.
 */
public final class ModuleNames {
  /** An adapter's that nobody has named. */
  public static final String UNNAMED = "graft";

  /** What parts module paths and file paths, and what neither of them shows. */
  private static final Pattern ILLEGAL = Pattern.compile("[.\\\\/:\\p{C}]");

  private static final int LONGEST = 128;

  private ModuleNames() {}

  /** The nearest name that a module can have; {@link #UNNAMED} where nothing was said. */
  public static String legal(Optional<String> wanted) {
    return wanted
        .map(name -> name.substring(0, Math.min(LONGEST, name.length())))
        .map(name -> ILLEGAL.matcher(name).replaceAll("_"))
        .filter(name -> !name.isBlank())
        .orElse(UNNAMED);
  }

  /**
   * The same names, made to differ: the second {@code graft} is {@code graft_2}. No two of the
   * result are alike even to a file system that does not tell capitals.
   */
  public static List<String> distinct(List<String> names) {
    Set<String> wanted = new HashSet<>(names.stream().map(ModuleNames::folded).toList());
    Set<String> taken = new HashSet<>();
    List<String> distinct = new ArrayList<>();
    for (String name : names) {
      String free = name;
      for (int i = 2; !taken.add(folded(free)); i++) {
        String numbered = name + "_" + i;
        free = wanted.contains(folded(numbered)) ? free : numbered;
      }
      distinct.add(free);
    }
    return distinct;
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
