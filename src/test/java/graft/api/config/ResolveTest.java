package graft.api.config;

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
  /** The queries and values of bert-a's three layers. */
  private static final int PLACES = 6;

  @LocalServerPort int port;
  Http http;

  @DynamicPropertySource
  static void models(DynamicPropertyRegistry registry) {
    registry.add(
        "graft.models", () -> ParityModels.directory("bert", "bert-a").getParent().toString());
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
    assertThat(answer.json().at("/sites")).hasSize(PLACES);
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
  void aLanguageAdapterStandsAtTheEmbeddingsToo() {
    Http.Answer answer = resolve("pfeiffer+inv[inv_adapter_reduction_factor=4]");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/sites")).hasSize(4);
    assertThat(answer.at("/sites/0")).isEqualTo("embeddings");
  }

  @Test
  void aNumberOfTermsThatDoesNotDivideIsNamedWithItsPlace() {
    Http.Answer answer = resolve(Map.of("architecture", "compacter", "reduction_factor", 5));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.at("/error/param")).isEqualTo("adapter.phm_dim");
    assertThat(answer.at("/detail"))
        .contains("encoder.layer.0.attention.output: 6 is not a multiple of 4");
  }

  @Test
  void partsThatShareSitesAreNamedWithEachOfThem() {
    Http.Answer answer = resolve("lora|ia3");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors"))
        .hasSize(3)
        .allSatisfy(fault ->
            assertThat(fault.at("/pointer").asString())
                .isEqualTo("/adapter/configs/1/attn_matrices"));
    assertThat(answer.at("/errors/2/message"))
        .isEqualTo(
            "configs/1/attn_matrices asks for encoder.layer.2.attention.self.value, where configs/0 sits");
  }

  @Test
  void partsOfOneArchitectureStandTogetherWhereTheyDoNotMeet() {
    Http.Answer answer = resolve("lora[attn_matrices=['q']]|ia3");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/sites")).hasSize(2 * PLACES);
  }

  private Http.Answer resolve(Object adapter) {
    return http.postJson(
        "/v1/adapter_configs/resolve", Map.of("model", "bert-a", "adapter", adapter));
  }
}
