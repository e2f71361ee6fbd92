package graft.recipe.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.recipe.ModelSource;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base model's files may be replaced while it is in use, but not overwritten. */
class ModelInUseTest {
  @TempDir private Path directory;
  private Path weights;
  private ModelInUse model;

  @BeforeEach
  void begin() throws IOException {
    weights = Files.writeString(directory.resolve("model.safetensors"), "old");
    Files.setLastModifiedTime(weights, FileTime.from(Instant.EPOCH));
    model = ModelInUse.begin(new ModelSource("tiny", directory, "a".repeat(64)));
  }

  @Test
  void bytesThatAreWrittenInPlaceAreRefused() throws IOException {
    Files.writeString(weights, "new");

    assertThatThrownBy(model::end)
        .isInstanceOfSatisfying(
            GraftException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_MODEL))
        .hasMessageContaining("model.safetensors of base model tiny was overwritten")
        .hasMessageContaining("by renaming");
  }

  @Test
  void aFileThatAnotherIsRenamedToIsTheOldOneForWhoHasItOpen() throws IOException {
    Path next = Files.writeString(directory.resolve("next"), "new");
    Files.move(next, weights, StandardCopyOption.REPLACE_EXISTING);

    assertThatCode(model::end).doesNotThrowAnyException();
  }

  @Test
  void rightsAndNamesMayChange() throws IOException {
    Files.createLink(directory.resolve("same"), weights);
    Files.delete(directory.resolve("same"));
    Files.writeString(directory.resolve("README.md"), "new");

    assertThatCode(model::end).doesNotThrowAnyException();
  }
}
