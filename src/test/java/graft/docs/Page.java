package graft.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page for people. Parts of it are made from the code, and stand between two comments. */
public record Page(Path file) {
  /** A page of the folder {@code docs}, by its name without an ending. */
  public static Page named(String name) {
    return new Page(Path.of("docs", name + ".md"));
  }

  public String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Checks that a part is as the code says; writes it first, where {@code graft.docs.write} is set.
   *
   * @param made without the comments around it
   */
  public void holds(String part, String made) {
    String begin = "<!-- " + part + ": made from the code, see CONTRIBUTING.md -->\n";
    String end = "\n<!-- end of " + part + " -->";
    String before = text();
    assertThat(before).contains(begin).contains(end);
    int start = before.indexOf(begin) + begin.length();
    int stop = before.indexOf(end, start - 1);
    if (Boolean.getBoolean("graft.docs.write")) {
      write(before.substring(0, start) + made.strip() + before.substring(stop));
      return;
    }
    assertThat(before.substring(start, Math.max(start, stop)))
        .as("part '%s' of %s; -Dgraft.docs.write=true writes it", part, file)
        .isEqualTo(made.strip());
  }

  private void write(String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text as a cell of a table: one line, no bars of its own. */
  public static String cell(String text) {
    return text.strip().replaceAll("\\s+", " ").replace("|", "\\|");
  }
}
