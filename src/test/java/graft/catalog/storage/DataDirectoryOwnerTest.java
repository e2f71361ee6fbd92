package graft.catalog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import graft.FastDirectory;
import graft.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The file that says whose a data directory is. */
class DataDirectoryOwnerTest {
  @TempDir(factory = FastDirectory.class)
  private Path data;

  private DataDirectoryOwner owner(JdbcConnectionDetails database) {
    StorageLayout layout = new StorageLayout(data, data.resolve("models"), 1, 1);
    return new DataDirectoryOwner(
        layout,
        new SharedDisk(layout.owner()),
        JdbcClient.create(
            new DriverManagerDataSource(
                database.getJdbcUrl(), database.getUsername(), database.getPassword())));
  }

  @Test
  void itBelongsToTheFirstThatAsks() throws IOException {
    JdbcConnectionDetails first = TestDatabase.create();

    assertThat(owner(first).isOurs()).isTrue();

    assertThat(owner(first).isOurs()).isTrue();
    assertThat(owner(TestDatabase.create()).isOurs()).isFalse();
    assertThat(data).isDirectoryContaining(path -> path.endsWith("database-id"));
  }

  @Test
  void aFileThatAKilledProcessBeganIsNobodys() throws IOException {
    JdbcConnectionDetails database = TestDatabase.create();
    Path file = Files.createFile(data.resolve("database-id"));

    assertThat(owner(database).isOurs()).isTrue();

    assertThat(file).isNotEmptyFile();
    assertThat(owner(database).isOurs()).isTrue();
  }
}
