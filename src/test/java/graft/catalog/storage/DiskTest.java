package graft.catalog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {
  @TempDir Path directory;

  /** The device that has no room for anything fails as a full disk does. */
  @Test
  void aFullDiskIsStorageFull() throws IOException {
    try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
      IOException failure =
          catchThrowableOfType(
              IOException.class, () -> full.write(ByteBuffer.wrap(new byte[] {1})));

      assertThat(Disk.failure(failure))
          .isInstanceOfSatisfying(
              GraftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
    }
  }

  @Test
  void anotherFailureIsNobodysFault() {
    assertThat(Disk.failure(new NoSuchFileException("a"))).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void deletingALinkLeavesItsTarget() throws IOException {
    Path target = Files.createDirectory(directory.resolve("target"));
    Path kept = Files.createFile(target.resolve("kept"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);

    Disk.delete(link);

    assertThat(link).doesNotExist();
    assertThat(kept).exists();
  }

  @Test
  void deletingADirectoryDoesNotFollowItsLinks() throws IOException {
    Path kept = Files.createFile(directory.resolve("kept"));
    Path doomed = Files.createDirectories(directory.resolve("doomed").resolve("deep"));
    Files.createSymbolicLink(doomed.resolve("link"), directory);

    Disk.delete(directory.resolve("doomed"));

    assertThat(directory.resolve("doomed")).doesNotExist();
    assertThat(kept).exists();
  }
}
