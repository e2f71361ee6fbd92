package graft.api.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import graft.api.CatalogOverHttp;
import graft.catalog.Replacement;
import graft.catalog.adapter.AdapterEntry;
import graft.catalog.adapter.Adapters;
import graft.catalog.adapter.NewAdapter;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.GraftException;
import graft.spec.IdSource;
import graft.spec.Owner;
import graft.spec.adapter.AdapterConfig;
import graft.spec.job.SetupSpec;
import graft.spec.job.TaskSpec;
import graft.spec.job.TaskType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.transaction.support.TransactionTemplate;

/** An adapter's files are replaced as a whole, or not at all. */
class ReplacementTest extends CatalogOverHttp {
  private static final Replacement FLAT =
      new Replacement(AdapterConfig.read("prefix_tuning_flat"), 10, 2, 40, "1".repeat(64));

  @Autowired Adapters adapters;
  @Autowired IdSource ids;
  @Autowired TransactionTemplate transaction;

  @Autowired
  @Qualifier("orphanCleaner")
  SmartInitializingSingleton sweep;

  private AdapterEntry kept;

  @BeforeEach
  void keep() {
    AdapterEntry entry =
        adapters.keep(
            Owner.LOCAL,
            new NewAdapter(
                new AdapterId(AdapterId.PREFIX + ids.next()),
                "tiny",
                Optional.empty(),
                AdapterConfig.read("prefix_tuning"),
                Optional.of(
                    new TaskSpec(
                        TaskType.SEQUENCE_CLASSIFICATION, List.of("a", "b"), Optional.empty())),
                SetupSpec.ALONE,
                1_000,
                2,
                4_000,
                "0".repeat(64),
                Map.of(),
                Optional.empty(),
                Optional.empty()),
            directory("old"));
    kept = adapters.get(Owner.LOCAL, entry.id());
  }

  @Test
  void theRowSaysWhatTheFilesAre() throws IOException {
    AdapterEntry replaced = adapters.replace(Owner.LOCAL, kept, FLAT, directory("new"));

    assertThat(adapters.get(Owner.LOCAL, kept.id())).isEqualTo(replaced);
    assertThat(content(replaced)).isEqualTo("new");
    assertThat(replaced.config()).isEqualTo(FLAT.config());
    assertThat(replaced.trainableParameters()).isEqualTo(10);
    assertThat(replaced.bytes()).isEqualTo(40);
    assertThat(replaced.sha256()).isEqualTo("1".repeat(64));
    assertThat(replaced.name()).isEqualTo(kept.name());
  }

  @Test
  void whoeverReadsTheOldFilesKeepsThemUntilTheNextStart() throws IOException {
    AdapterEntry replaced = adapters.replace(Owner.LOCAL, kept, FLAT, directory("new"));
    assertThat(content(kept)).isEqualTo("old");

    sweep.afterSingletonsInstantiated();

    assertThat(kept.directory()).doesNotExist();
    assertThat(content(replaced)).isEqualTo("new");
  }

  @Test
  void aKillBeforeTheRowIsWrittenLeavesTheOldFiles() throws IOException {
    Path unnamed = DATA.resolve("adapters").resolve(kept.id() + ".1");
    Files.move(directory("new"), unnamed);

    sweep.afterSingletonsInstantiated();

    assertThat(unnamed).doesNotExist();
    assertThat(content(adapters.get(Owner.LOCAL, kept.id()))).isEqualTo("old");
  }

  @Test
  void aRolledBackReplacementLeavesTheOldFiles() throws IOException {
    assertThatThrownBy(() ->
            transaction.executeWithoutResult(_ -> {
              adapters.replace(Owner.LOCAL, kept, FLAT, directory("new"));
              throw new IllegalStateException("the database went away");
            }))
        .hasMessage("the database went away");

    assertThat(adapters.get(Owner.LOCAL, kept.id())).isEqualTo(kept);
    assertThat(stored("adapters")).containsExactly(kept.directory());
    assertThat(content(kept)).isEqualTo("old");
  }

  @Test
  void whatWasReplacedMeanwhileStaysAsItIs() throws IOException {
    AdapterEntry first = adapters.replace(Owner.LOCAL, kept, FLAT, directory("first"));

    GraftException refused =
        catchThrowableOfType(
            GraftException.class,
            () -> adapters.replace(Owner.LOCAL, kept, FLAT, directory("second")));

    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_STATE);
    assertThat(content(adapters.get(Owner.LOCAL, kept.id()))).isEqualTo("first");
    assertThat(adapters.get(Owner.LOCAL, kept.id())).isEqualTo(first);
  }

  @Test
  void deletingRemovesTheOldFilesToo() throws IOException {
    adapters.replace(Owner.LOCAL, kept, FLAT, directory("new"));

    adapters.delete(Owner.LOCAL, kept.id());

    assertThat(stored("adapters")).isEmpty();
  }

  private static String content(AdapterEntry adapter) throws IOException {
    return Files.readString(adapter.directory().resolve("content"));
  }

  /** A complete directory. */
  private static Path directory(String content) {
    try {
      Path directory = Files.createTempDirectory(DATA, "run-");
      Files.writeString(directory.resolve("manifest.json"), "{}");
      Files.writeString(directory.resolve("content"), content);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
