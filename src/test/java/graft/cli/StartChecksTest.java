package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartChecksTest {
  private static final String LOOPBACK = "127.0.0.1";

  @TempDir private Path directory;

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      Port taken = new Port(LOOPBACK, other.getLocalPort());
      refused(taken::requireFree)
          .contains("Port " + other.getLocalPort() + " is in use", "SERVER_PORT");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1"})
  void anyPortAndNoPortAreFree(String number) {
    assertThatCode(Port.of(LOOPBACK, number)::requireFree).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", "70000", "-2", "80.5"})
  void aPortIsANumber(String written) {
    refused(() -> Port.of(LOOPBACK, written)).contains("SERVER_PORT", "'" + written + "'");
  }

  @Test
  void anotherMachinesAddressIsNamed() {
    // An address for documentation: nobody has it.
    refused(() -> new Port("192.0.2.1", 0).requireFree()).contains("192.0.2.1", "SERVER_ADDRESS");
  }

  @Test
  void aDirectoryIsMadeAndLeftEmpty() {
    Path wanted = directory.resolve("a/b");
    Directories.requireWritable(wanted, "GRAFT_DATA");
    assertThat(wanted).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "file/below", "file/far/below"})
  void aFileIsNoDirectory(String place) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    Path wanted = directory.resolve(place);
    refused(() -> Directories.requireWritable(wanted, "GRAFT_DATA"))
        .contains(file + " is a file", "GRAFT_DATA");
    refused(() -> Directories.refuseFile(wanted, "GRAFT_MODELS")).contains("GRAFT_MODELS");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void anUnpackedEngineIsForEverybody() throws IOException {
    Path closed = Files.createDirectory(directory.resolve("engine"), permissions("rwx------"));
    Path library = Files.createFile(closed.resolve("libtorch.so"), permissions("rw-------"));

    UnpackEngine.open(directory);

    assertThat(Files.getPosixFilePermissions(closed))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(Files.getPosixFilePermissions(library))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static FileAttribute<?> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  @Test
  void whatIsAtTheBottomOfAFailureIsNamed() {
    IOException cause = new FileSystemException("/opt/engine", null, "Read-only file system");
    assertThat(Engine.reason(new ExceptionInInitializerError(new IllegalStateException(cause))))
        .isEqualTo("FileSystemException: /opt/engine: Read-only file system");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() {
    // Not even the superuser can write here.
    Path proc = Path.of("/proc/self");
    refused(() -> Directories.requireWritable(proc, "GRAFT_DATA"))
        .contains("cannot write into " + proc, "GRAFT_DATA");
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, aarch64, linux-aarch64",
    "Mac OS X, aarch64, osx-aarch64",
    "Windows 11, amd64, win-x86_64"
  })
  void theFourPlatformsRunTheirOwnBuildOnly(String system, String processor, String name) {
    Platform here = Platform.of(system, processor, "");
    assertThat(here.name()).isEqualTo(name).isIn(Platform.PUBLISHED);
    assertThat(here.refusal(name)).isEmpty();
    String other = name.equals("osx-aarch64") ? "linux-x86_64" : "osx-aarch64";
    assertThat(here.refusal(other).orElseThrow()).contains(other, name, "-Dgraft.platform=" + name);
    assertThat(here.refusal("").orElseThrow()).contains("no platform");
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, i386, '', linux-i386",
    "Linux, arm, '', linux-arm",
    "Linux, amd64, musl, musl",
    "Mac OS X, x86_64, '', osx-x86_64",
    "Windows 11, aarch64, '', win-aarch64",
    "FreeBSD, amd64, '', freebsd-x86_64",
    "SunOS, sparcv9, '', sunos-sparcv9"
  })
  void otherPlatformsAreToldSo(String system, String processor, String libc, String named) {
    assertThat(Platform.of(system, processor, libc).refusal("linux-x86_64").orElseThrow())
        .contains(named)
        .doesNotContain("\n");
  }

  @Test
  void thisBuildRunsHere() {
    assertThat(Platform.here().name()).isIn(Platform.PUBLISHED);
    assertThat(Engine.start("cpu")).extracting(Object::toString).containsExactly("cpu");
  }

  @Test
  void aMissingDeviceIsNamed() {
    refused(() -> Engine.start("cuda:99")).contains("GRAFT_DEVICES", "cuda:99", "auto");
  }

  private static org.assertj.core.api.AbstractStringAssert<?> refused(ThrowingCallable start) {
    return assertThat(
            assertThatExceptionOfType(CannotStart.class).isThrownBy(start).actual().getMessage())
        .doesNotContain("\n");
  }
}
