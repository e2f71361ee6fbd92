package graft.catalog.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.catalog.storage.FileLease;
import graft.catalog.storage.StorageLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash leaves behind below the model root. */
class ModelSweepTest {
  @TempDir private Path data;
  private Path root;
  private ModelSweep sweep;

  @BeforeEach
  void makeRoot() {
    StorageLayout layout = new StorageLayout(data, data.resolve("models"), 1, 1);
    root = layout.models();
    sweep = new ModelSweep(layout);
    sweep.afterSingletonsInstantiated();
  }

  @Test
  void aModelThatADeadProcessWasReceivingIsSwept() throws IOException {
    Path left = Files.createDirectories(root.resolve(".incoming-1/model"));
    Files.writeString(left.resolve("config.json"), "{");
    Files.createFile(root.resolve(".incoming-1/lock"));
    Files.createDirectory(root.resolve(".incoming-2"));

    sweep.afterSingletonsInstantiated();

    assertThat(root).isEmptyDirectory();
  }

  @Test
  void aModelThatIsArrivingStays() throws IOException {
    Path arriving = Files.createDirectory(root.resolve(".incoming-1"));
    try (FileLease _ = FileLease.create(arriving.resolve("lock"))) {
      sweep.afterSingletonsInstantiated();

      assertThat(arriving).exists();
    }
  }

  @Test
  void modelsAndWhatIsNobodysStay() throws IOException {
    Files.createDirectories(root.resolve("org/tiny"));
    Files.createDirectory(root.resolve(".git"));
    Files.createDirectory(root.resolve(".deleted-tiny"));

    sweep.afterSingletonsInstantiated();

    assertThat(root).isDirectoryContaining(path -> path.endsWith("org"));
    assertThat(root).isDirectoryContaining(path -> path.endsWith(".git"));
    assertThat(root.resolve(".deleted-tiny")).doesNotExist();
  }
}
