package graft.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path directory;

  @Test
  void aDirectoryAppearsComplete() {
    Path target = directory.resolve("model");

    AtomicFile.fill(
        target,
        draft -> {
          write(draft.resolve("a"), "1");
          assertThat(target).doesNotExist();
        });

    assertThat(target.resolve("a")).hasContent("1");
    assertThat(directory).isDirectoryNotContaining("glob:**" + AtomicFile.SUFFIX);
  }

  @Test
  void whatFailsLeavesNothing() {
    Path target = directory.resolve("model");

    assertThatThrownBy(() ->
            AtomicFile.fill(
                target,
                draft -> {
                  write(draft.resolve("a"), "1");
                  throw new IllegalStateException("interrupted");
                }))
        .hasMessage("interrupted");

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatACrashLeftIsReplaced() throws IOException {
    Path left = Files.createDirectory(directory.resolve(".model" + AtomicFile.SUFFIX));
    write(left.resolve("old"), "1");

    AtomicFile.fill(directory.resolve("model"), draft -> write(draft.resolve("new"), "2"));

    assertThat(directory.resolve("model")).isDirectoryNotContaining("glob:**old");
    assertThat(left).doesNotExist();
  }

  @Test
  void aDirectoryThatHoldsSomethingIsKept() {
    Path target = directory.resolve("model");
    AtomicFile.fill(target, draft -> write(draft.resolve("a"), "1"));

    assertThatThrownBy(() -> AtomicFile.fill(target, draft -> write(draft.resolve("b"), "2")))
        .isInstanceOf(UncheckedIOException.class);

    assertThat(target.resolve("a")).hasContent("1");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
