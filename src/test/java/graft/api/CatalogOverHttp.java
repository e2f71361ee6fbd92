package graft.api;

import static org.awaitility.Awaitility.await;

import graft.WithDatabase;
import graft.api.web.Http;
import graft.catalog.hub.TestHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/**
 * The whole service with an empty catalog, which takes files and models of up to {@value
 * #MOST_BYTES} bytes. A superclass, so that its tests share one Spring context.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithDatabase
@Import(Needs.class)
public abstract class CatalogOverHttp {
  public static final int MOST_BYTES = 12 << 20;
  public static final Path DATA = newDirectory();

  @LocalServerPort public int port;
  @Autowired public Needs needs;
  @Autowired public JdbcClient jdbc;
  public Http http;

  @DynamicPropertySource
  public static void settings(DynamicPropertyRegistry settings) {
    settings.add("graft.data", DATA::toString);
    settings.add("graft.models", () -> DATA.resolve("models").toString());
    settings.add("graft.files.max-bytes", () -> MOST_BYTES);
    settings.add("graft.model.max-bytes", () -> MOST_BYTES);
    settings.add("graft.hub.endpoint", TestHub.shared()::endpoint);
    settings.add("graft.hub.token", () -> "secret");
  }

  @BeforeEach
  public void startEmpty() throws IOException {
    http = Http.to(port);
    await().ignoreException(PessimisticLockingFailureException.class).until(this::emptiesTables);
    // A context with other beans has a database of its own: whoever is here now owns the files.
    Files.deleteIfExists(DATA.resolve("database-id"));
    // Adapters that are truncated leave the files that were made of them.
    Files.createDirectories(DATA.resolve("exports"));
    for (String layout : List.of("files", "adapters", "models", "exports")) {
      for (Path entry : stored(layout)) {
        FileSystemUtils.deleteRecursively(entry);
      }
    }
  }

  /**
   * What a test before has left running takes its locks in another order; where the two wait for
   * each other, the database has one give way.
   */
  private boolean emptiesTables() {
    jdbc.sql("truncate data_file, base_model, model_fetch, adapter, adapter_companion").update();
    return true;
  }

  /** What is in a directory of the data directory. */
  public static List<Path> stored(String layout) throws IOException {
    try (Stream<Path> entries = Files.list(DATA.resolve(layout))) {
      return entries.toList();
    }
  }

  private static Path newDirectory() {
    try {
      return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "catalog-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
