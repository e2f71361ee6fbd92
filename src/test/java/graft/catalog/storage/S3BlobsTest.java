package graft.catalog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.FastDirectory;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bucket on a server in this process, and two nodes with a disk each. */
class S3BlobsTest {
  @TempDir(factory = FastDirectory.class)
  private Path disk;

  private LocalStore store;
  private Path one;
  private Path two;

  @BeforeEach
  void start() throws IOException {
    store = LocalStore.start(disk.resolve("store"));
    one = Files.createDirectory(disk.resolve("one"));
    two = Files.createDirectory(disk.resolve("two"));
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private S3Blobs node(Path data, Clock clock) {
    S3Settings settings = store.settings("graft/");
    return new S3Blobs(
        BlobsConfiguration.client(settings), settings.bucket(), settings.prefix(), data, clock);
  }

  private S3Blobs node(Path data) {
    return node(data, Clock.systemUTC());
  }

  @Test
  void whatOneNodeKeepsAnotherFindsOnItsDisk() throws IOException {
    Path file = Files.createDirectories(one.resolve("files")).resolve("file-1");
    Files.writeString(file, "rows");
    Path made = Files.createDirectories(one.resolve("runs/job.1/part"));
    Files.writeString(made.resolve("weights"), "numbers");
    Files.writeString(made.resolveSibling("manifest.json"), "{}");
    try (S3Blobs first = node(one);
        S3Blobs second = node(two)) {
      first.keep(file, file);
      first.keep(one.resolve("runs/job.1"), one.resolve("adapters/adp-1"));

      assertThat(second.onDisk(two.resolve("files/file-1"))).hasContent("rows");
      Path adapter = second.onDisk(two.resolve("adapters/adp-1"));
      assertThat(adapter.resolve("part/weights")).hasContent("numbers");
      assertThat(adapter.resolve("manifest.json")).hasContent("{}");
      assertThat(two.resolve("adapters")).isDirectoryContaining(path -> path.equals(adapter));
      assertThat(Files.list(two.resolve("adapters"))).hasSize(1);
      assertThat(second.onDisk(two.resolve("files/file-10"))).doesNotExist();
    }
  }

  @Test
  void whatIsDeletedIsGoneEverywhereAndNothingBesideIt() throws IOException {
    for (String name : List.of("file-1", "file-10")) {
      Files.createDirectories(one.resolve("files"));
      Files.writeString(one.resolve("files").resolve(name), name);
    }
    try (S3Blobs first = node(one);
        S3Blobs second = node(two)) {
      first.keep(one.resolve("files/file-1"), one.resolve("files/file-1"));
      first.keep(one.resolve("files/file-10"), one.resolve("files/file-10"));

      first.deleteOrLeave(one.resolve("files/file-1"));

      assertThat(one.resolve("files/file-1")).doesNotExist();
      assertThat(second.onDisk(two.resolve("files/file-1"))).doesNotExist();
      assertThat(second.onDisk(two.resolve("files/file-10"))).hasContent("file-10");
    }
  }

  @Test
  void whatHasNoRowIsSweptOnceItIsADayOld() throws IOException {
    Path files = Files.createDirectories(one.resolve("files"));
    Files.writeString(files.resolve("file-1"), "kept");
    Files.writeString(files.resolve("file-2"), "left");
    try (S3Blobs blobs = node(one, Clock.offset(Clock.systemUTC(), Duration.ofHours(25)));
        S3Blobs today = node(one)) {
      blobs.keep(files.resolve("file-1"), files.resolve("file-1"));
      blobs.keep(files.resolve("file-2"), files.resolve("file-2"));

      today.sweep(files, Set.of("file-1")::contains);
      assertThat(store.keys()).containsExactly("graft/files/file-1", "graft/files/file-2");
      blobs.sweep(files, Set.of("file-1")::contains);
      assertThat(store.keys()).containsExactly("graft/files/file-1");
    }
  }

  @Test
  void aStoreThatDoesNotAnswerIsSaid() {
    try (S3Blobs blobs = node(one)) {
      store.close();

      assertThatThrownBy(() -> blobs.onDisk(one.resolve("files/file-1")))
          .isInstanceOfSatisfying(
              GraftException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
    }
  }
}
