package graft.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTest {
  @TempDir private Path directory;

  @Test
  void aDirectoryThatAVolumeOpenedIsClosedAgain() throws Exception {
    Path cluster = Files.createDirectory(directory.resolve("data"));
    Files.setPosixFilePermissions(cluster, PosixFilePermissions.fromString("rwxrwx---"));

    OwnerOnly.createDirectory(cluster);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cluster)))
        .isEqualTo("rwx------");
  }
}
