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
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Directories in a bucket on a server in this process, and two nodes with copies of them. */
class VerifiedCopiesTest {
  private static final long WEIGHT = 1000;
  private static final Predicate<String> NONE = _ -> false;

  @TempDir(factory = FastDirectory.class)
  private Path disk;

  private LocalStore store;
  private S3Blobs here;
  private S3Blobs there;
  private String digest;
  private VerifiedCopies first;

  @BeforeEach
  void keepOne() throws IOException {
    store = LocalStore.start(disk.resolve("store"));
    here = blobs("here");
    there = blobs("there");
    first = new VerifiedCopies(here, disk.resolve("here/models"), 0, Clock.systemUTC());
    digest = keep("one");
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
    store.close();
  }

  private S3Blobs blobs(String node) {
    S3Settings settings = store.settings("");
    return new S3Blobs(
        BlobsConfiguration.client(settings),
        settings.bucket(),
        settings.prefix(),
        disk.resolve(node),
        Clock.systemUTC());
  }

  private VerifiedCopies second(long most, Duration later) {
    return new VerifiedCopies(
        there, disk.resolve("there/models"), most, Clock.offset(Clock.systemUTC(), later));
  }

  private String keep(String name) throws IOException {
    Path files = Files.createDirectories(disk.resolve("here/arriving"));
    Files.write(files.resolve("weights"), new byte[(int) WEIGHT]);
    Files.writeString(files.resolve("config.json"), name);
    String found = VerifiedCopies.digest(files);
    first.keep(files, name, found);
    assertThat(files).doesNotExist();
    return found;
  }

  @Test
  void whatOneNodeKeepsAnotherFetchesOnceAndBothHave() throws IOException {
    assertThat(first.bring("one", digest, WEIGHT, NONE)).isNotEmptyDirectory();

    Path copy = second(0, Duration.ZERO).bring("one", digest, WEIGHT, NONE);

    assertThat(copy.resolve("weights")).hasSize(WEIGHT);
    assertThat(copy.resolve("config.json")).hasContent("one");
    store.close();
    assertThat(second(0, Duration.ZERO).bring("one", digest, WEIGHT, NONE)).isEqualTo(copy);
  }

  @Test
  void filesThatAreNotThoseThatWereKeptAreRefusedAndNotLeft() {
    try (S3Client client = store.client()) {
      String key = "models/one/" + digest + "/config.json";
      client.putObject(
          put -> put.bucket(LocalStore.BUCKET).key(key), RequestBody.fromString("another"));
    }
    VerifiedCopies second = second(0, Duration.ZERO);

    assertThatThrownBy(() -> second.bring("one", digest, WEIGHT, NONE))
        .isInstanceOfSatisfying(
            GraftException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_MODEL));

    assertThat(second.place("one", digest)).doesNotExist();
  }

  @Test
  void whatTheStoreDoesNotHaveIsSaid() {
    String unknown = "0".repeat(64);

    assertThatThrownBy(() -> first.bring("one", unknown, WEIGHT, NONE))
        .isInstanceOfSatisfying(
            GraftException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
  }

  @Test
  void theCopyThatWasUnusedLongestMakesRoomUnlessItIsInUseOrWasJustUsed() throws IOException {
    String two = keep("two");
    String three = keep("three");
    long forTwo = 2 * WEIGHT + 100;
    Path oldest = second(forTwo, Duration.ofHours(-5)).bring("one", digest, WEIGHT, NONE);
    Path older = second(forTwo, Duration.ofHours(-4)).bring("two", two, WEIGHT, NONE);
    Path young =
        second(forTwo, Duration.ZERO).bring("three", three, WEIGHT, Set.of("one")::contains);

    assertThat(oldest).exists();
    assertThat(older).doesNotExist();

    second(forTwo, Duration.ofMinutes(10)).bring("two", two, WEIGHT, NONE);

    assertThat(oldest).doesNotExist();
    assertThat(young).exists();
    assertThat(older).exists();
  }

  @Test
  void whatNothingNamesIsSweptOnceItIsADayOld() throws IOException {
    Path copy = second(0, Duration.ZERO).bring("one", digest, WEIGHT, NONE);

    second(0, Duration.ofHours(1)).sweep(_ -> true, _ -> false);
    assertThat(copy).exists();
    second(0, Duration.ofHours(25)).sweep(_ -> true, copy::equals);
    assertThat(copy).exists();
    second(0, Duration.ofHours(25)).sweep(_ -> true, _ -> false);
    assertThat(copy.resolveSibling("")).isEmptyDirectory();
  }
}
