package graft.catalog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import graft.WithDatabase;
import graft.catalog.InUse;
import graft.catalog.adapter.AdapterUpload;
import graft.catalog.adapter.Adapters;
import graft.catalog.file.DataFile;
import graft.catalog.file.DataFiles;
import graft.catalog.file.FilePurpose;
import graft.catalog.file.Upload;
import graft.spec.AdapterId;
import graft.spec.ErrorCode;
import graft.spec.FileId;
import graft.spec.GraftException;
import graft.spec.Owner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** What a crash leaves behind, and who may delete what. */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@WithDatabase
@Import(CrashTest.Readers.class)
class CrashTest {
  @TempDir static Path data;

  @Autowired OrphanCleaner sweep;
  @Autowired DataFiles files;
  @Autowired Adapters adapters;
  @Autowired Readers readers;
  @Autowired JdbcClient jdbc;
  @Autowired TransactionTemplate transaction;
  private Path layout;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry settings) {
    settings.add("graft.data", data::toString);
  }

  @BeforeEach
  void layout() {
    layout = data.resolve("files");
  }

  @Test
  void aTemporaryFileOfADeadProcessIsSwept() throws IOException {
    Path left = Files.writeString(layout.resolve("file-1.part"), "half");

    sweep.afterSingletonsInstantiated();

    assertThat(left).doesNotExist();
  }

  @Test
  void aTemporaryFileThatIsBeingWrittenStays() throws IOException {
    Path writing = layout.resolve("file-2.part");
    try (FileLease _ = FileLease.create(writing)) {
      sweep.afterSingletonsInstantiated();

      assertThat(writing).exists();
    }
    sweep.afterSingletonsInstantiated();
    assertThat(writing).doesNotExist();
  }

  @Test
  void anImportThatNobodyEndedIsSwept() throws IOException {
    Path imports = Files.createDirectories(data.resolve("imports"));
    Path left = Files.createDirectories(imports.resolve("adp-1").resolve("adapter"));
    Files.writeString(imports.resolve("adp-1.part"), "");
    Path arriving;
    try (AdapterUpload upload = adapters.receive()) {
      arriving = upload.output();

      sweep.afterSingletonsInstantiated();

      assertThat(left).doesNotExist();
      assertThat(arriving).exists();
    }
    assertThat(imports).isEmptyDirectory();
  }

  @Test
  void whatHasNoRowIsSweptAndWhatHasOneStays() throws IOException {
    DataFile kept = keep();
    Path orphan = Files.writeString(layout.resolve("file-orphan"), "whole");
    Path adapter = Files.createDirectories(data.resolve("adapters").resolve("adp-orphan"));
    Files.writeString(adapter.resolve("manifest.json"), "{}");

    sweep.afterSingletonsInstantiated();

    assertThat(orphan).doesNotExist();
    assertThat(adapter).doesNotExist();
    assertThat(kept.path()).exists();
  }

  @Test
  void aDirectoryOfAnotherDatabaseIsLeftAlone() throws IOException {
    Path mark = data.resolve("database-id");
    String ours = Files.readString(mark);
    Path file = Files.writeString(layout.resolve("file-elsewhere"), "whole");
    try {
      Files.writeString(mark, "7/16384");

      sweep.afterSingletonsInstantiated();

      assertThat(file).exists();
    } finally {
      Files.writeString(mark, ours);
    }
  }

  @Test
  void whoHoldsAFileDelaysItsDeletionUntilTheNeedIsKnown() throws IOException {
    DataFile file = keep();

    CompletableFuture<Void> deletion =
        transaction.execute(_ -> {
          files.hold(Owner.LOCAL, file.id());
          CompletableFuture<Void> waiting =
              CompletableFuture.runAsync(() -> files.delete(Owner.LOCAL, file.id()));
          awaitBlocked(waiting);
          readers.needed.add(file.id());
          return waiting;
        });

    CompletionException refused = catchThrowableOfType(CompletionException.class, deletion::join);
    assertThat(refused.getCause())
        .isInstanceOfSatisfying(
            GraftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STILL_IN_USE));
    assertThat(file.path()).exists();
  }

  private void awaitBlocked(CompletableFuture<Void> waiting) {
    String blocked =
        """
        select count(*) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'
        """;
    while (jdbc.sql(blocked).query(Long.class).single() == 0) {
      assertThat(waiting).isNotDone();
      Thread.onSpinWait();
    }
  }

  private DataFile keep() throws IOException {
    byte[] rows = "{\"text\": \"a\"}\n".getBytes(StandardCharsets.UTF_8);
    try (Upload upload = files.receive("a.jsonl", new ByteArrayInputStream(rows))) {
      return files.keep(Owner.LOCAL, upload, FilePurpose.FINE_TUNE);
    }
  }

  /** Somebody who needs files. */
  static class Readers implements InUse {
    final Set<FileId> needed = ConcurrentHashMap.newKeySet();

    @Override
    public Optional<String> ofFile(Owner owner, FileId id) {
      return needed.contains(id) ? Optional.of("a test reads it") : Optional.empty();
    }

    @Override
    public Optional<String> ofModel(Owner asking, String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> ofAdapter(Owner owner, AdapterId id) {
      return Optional.empty();
    }
  }
}
