package graft.api;

import static org.assertj.core.api.Assertions.assertThat;

import graft.WithDatabase;
import graft.api.wire.Http;
import graft.parity.ParityModels;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithDatabase
class ResolveTest {
  /** Of bert-a: two layers of width 16. */
  private static final int PAIRS = 4;

  @LocalServerPort int port;
  Http http;

  @DynamicPropertySource
  static void models(DynamicPropertyRegistry registry) {
    registry.add("graft.models", () -> ParityModels.directory("bert", "bert-a").getParent());
  }

  @BeforeEach
  void connect() {
    http = Http.to(port);
  }

  @Test
  void saysWhatAConfigurationMeansForAModel() {
    Http.Answer answer = resolve(Map.of("architecture", "lora", "r", 4));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.at("/model")).isEqualTo("bert-a");
    assertThat(answer.at("/method")).isEqualTo("lora");
    assertThat(answer.json().at("/adapter/r").asInt()).isEqualTo(4);
    assertThat(answer.json().at("/sites")).hasSize(PAIRS);
    long trainable = answer.json().at("/trainable_parameters").asLong();
    long total = answer.json().at("/total_parameters").asLong();
    assertThat(trainable).isPositive().isLessThan(total);
    assertThat(answer.json().at("/trainable_percent").asDouble())
        .isEqualTo(100.0 * trainable / total);
    assertThat(answer.json().at("/adapter_bytes").asLong()).isEqualTo(4 * trainable);
  }

  @Test
  void aSavedConfigurationIsNamedByItsId() {
    Http.Answer saved =
        http.postJson("/v1/adapter_configs", Map.of("name", "saved", "adapter", "lora[r=2]"));

    assertThat(resolve(saved.at("/id")).text()).isEqualTo(resolve("lora[r=2]").text());
  }

  @Test
  void anUnknownModelIsNotFound() {
    Http.Answer answer =
        http.postJson("/v1/adapter_configs/resolve", Map.of("model", "bert-b?", "adapter", "lora"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.at("/error/code")).isEqualTo("model_not_found");
  }

  @Test
  void anUnknownMethodHasAHint() {
    Http.Answer answer = resolve("lore");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/error/param")).isEqualTo("adapter");
    assertThat(answer.at("/detail")).contains("did you mean lora?");
  }

  @Test
  void theModelIsInMemoryAfterwards() {
    resolve("lora");
    Http.Answer system = http.get("/v1/system");

    assertThat(system.status()).isEqualTo(200);
    assertThat(system.at("/version")).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(system.at("/worker")).isNotEmpty();
    assertThat(system.at("/base_models/0")).isEqualTo("bert-a");
    assertThat(system.at("/devices/0/base_models/0")).isEqualTo("bert-a");
    assertThat(system.json().at("/devices/0/memory_bytes").asLong()).isGreaterThan(1L << 30);
    assertThat(system.json().at("/worker_slots").asInt()).isPositive();
    assertThat(system.json().at("/queue_depth").asInt()).isZero();
    assertThat(system.json().at("/pending_tasks").asInt()).isZero();
  }

  private Http.Answer resolve(Object adapter) {
    return http.postJson(
        "/v1/adapter_configs/resolve", Map.of("model", "bert-a", "adapter", adapter));
  }
}
