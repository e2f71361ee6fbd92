package graft;

import graft.api.web.Http;
import graft.parity.ParityModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole service as it is shipped, with real recipes and a tiny model under the name that the
 * documentation uses, beside one of another architecture and a multilingual one. A superclass, so
 * that its tests share one Spring context.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithDatabase
public abstract class RealService {
  protected static final String MODEL = "all-MiniLM-L6-v2";
  protected static final String MULTILINGUAL = "xlm-roberta-tiny";
  protected static final String DISTILLED = "distilbert-a";

  protected static final Path DATA = directory();

  @LocalServerPort protected int port;
  protected Http http;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry settings) {
    settings.add("graft.data", DATA::toString);
    settings.add("graft.models", () -> DATA.resolve("models").toString());
  }

  private static Path directory() {
    try {
      Path data = FastDirectory.create();
      Path models = Files.createDirectories(data.resolve("models"));
      Files.createSymbolicLink(
          models.resolve(MODEL), ParityModels.directory("bert", "bert-w").toAbsolutePath());
      Files.createSymbolicLink(
          models.resolve(MULTILINGUAL),
          ParityModels.directory("xlm-roberta", "xlm-roberta-a").toAbsolutePath());
      Files.createSymbolicLink(
          models.resolve(DISTILLED),
          ParityModels.directory("distilbert", "distilbert-a").toAbsolutePath());
      return data;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void connect() {
    http = Http.to(port);
  }
}
