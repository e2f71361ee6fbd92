package graft.api.language;

import static org.awaitility.Awaitility.await;

import graft.RealService;
import graft.parity.ParityModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.json.JsonMapper;

/** The service with the tiny language models of the reference numbers. */
abstract class LanguageService extends RealService {
  static final String CHAT = "/v1/chat/completions";
  static final String COMPLETIONS = "/v1/completions";
  static final JsonMapper JSON = JsonMapper.shared();

  private static final Map<String, String> MODELS =
      Map.of(
          "llama-a", "llama",
          "llama-c", "llama",
          "qwen3-a", "qwen3",
          "gpt2-a", "gpt2",
          "mistral-c", "mistral",
          "t5-a", "t5",
          "bart-a", "bart");

  @BeforeAll
  static void addModels() {
    MODELS.forEach((name, architecture) -> {
      try {
        Files.createSymbolicLink(
            DATA.resolve("models").resolve(name),
            ParityModels.directory(architecture, name).toAbsolutePath());
      } catch (FileAlreadyExistsException there) {
        // Another class of this context has added it.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** A model is read before it can be asked; all of them are when the second test begins. */
  @BeforeEach
  void awaitModels() {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollDelay(Duration.ZERO)
        .until(() -> MODELS.keySet().stream().allMatch(this::isReady));
  }

  private boolean isReady(String model) {
    return http.get("/v1/models/" + model).at("/status").equals("ready");
  }

  static Path directory(String model) {
    return DATA.resolve("models").resolve(model);
  }
}
