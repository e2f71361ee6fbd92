package graft.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import graft.WithDatabase;
import graft.api.web.Http;
import graft.parity.ParityModels;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          seq_bn_inv|prompt_tuning                                             ; prompt_length           ; the embeddings
          prompt_tuning|seq_bn_inv                                             ; inv_adapter             ; the embeddings
          peft_prompt_tuning|peft_p_tuning                                     ; num_virtual_tokens      ; the embeddings
          peft_p_tuning|peft_trainable_tokens[token_indices=[7]]               ; token_indices           ; the embeddings
          peft_trainable_tokens[token_indices=[7]]|peft_lora[trainable_token_indices=[8]] ; trainable_token_indices ; the embeddings
          peft_ln_tuning[target_modules=['0.output.LayerNorm']]|peft_lora[bias='all'] ; bias ; encoder.layer.0.output.LayerNorm
          prefix_tuning|loreft|seq_bn|par_bn                                   ; output_adapter          ; encoder.layer.0.output
          loreft|loreft                                                        ; layers                  ; encoder.layer.0
          lora[intermediate_lora=True]|ia3[selfattn_lora=False]                ; intermediate_lora       ; encoder.layer.0.intermediate.dense
          """)
  void aPartNamesTheAttributeThatAsksForATakenPlace(String union, String attribute, String place) {
    Http.Answer answer = resolve(union);

    int last = (int) union.chars().filter(c -> c == '|').count();
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/errors/0/pointer"))
        .isEqualTo("/adapter/configs/%d/%s".formatted(last, attribute));
    assertThat(answer.at("/errors/0/message")).contains(" asks for " + place + ", where configs/");
  }

  @Test
  void partsOfOneArchitectureStandTogetherWhereTheyDoNotMeet() {
    Http.Answer answer = resolve("lora[attn_matrices=['q']]|ia3");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/sites")).hasSize(2 * PLACES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          pfeiffer[reduction_factor=1e-9]                                 ; reduction_factor             ; encoder.layer.0.output
          pfeiffer[reduction_factor=1e-300]                               ; reduction_factor             ; encoder.layer.0.output
          pfeiffer[reduction_factor={'1': 1e-4, 'default': 2}]            ; reduction_factor             ; encoder.layer.1.output
          compacter[reduction_factor=1e-6]                                ; reduction_factor             ; encoder.layer.0.attention.output
          seq_bn[inv_adapter='nice',inv_adapter_reduction_factor=1e-9]    ; inv_adapter_reduction_factor ; embeddings
          seq_bn[inv_adapter='glow',inv_adapter_reduction_factor=1e-300]  ; inv_adapter_reduction_factor ; embeddings
          """)
  void aWidthThatNoModelNeedsIsRefusedWithItsPlace(String adapter, String attribute, String site) {
    Http.Answer answer = resolve(adapter);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/error/param")).isEqualTo("adapter." + attribute);
    assertThat(answer.at("/detail")).contains("width of at most 65536").contains(site);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          pfeiffer[leave_out=[0,1,2]]                       ; adapter.leave_out              ; layers 0 to 2
          lora[leave_out=[0,1,2]]                           ; adapter.leave_out              ; layers 0 to 2
          prefix_tuning[leave_out=[0,1,2]]                  ; adapter.leave_out              ; encoder.layer.0
          houlsby[mh_adapter=False,output_adapter=False]    ; adapter.mh_adapter             ; encoder.layer.*.output
          pfeiffer[output_adapter=False,cross_adapter=True] ; adapter.cross_adapter          ; encoder.layer.*.attention.output
          peft_lora[target_modules=['nope']]                ; adapter.target_modules         ; encoder.layer.*.attention.self.query
          peft_ia3[target_modules=['nope']]                 ; adapter.target_modules         ; encoder.layer.*.intermediate.dense
          peft_lora[target_modules=['query'],layers_to_transform=[7]] ; adapter.layers_to_transform ; layers 0 to 2
          lora|pfeiffer[leave_out=[0,1,2]]                  ; adapter.configs.1.leave_out    ; layers 0 to 2
          """)
  void whatLeavesNoPlaceIsNamedWithWhatTheModelHas(String adapter, String param, String places) {
    Http.Answer answer = resolve(adapter);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/error/param")).isEqualTo(param);
    assertThat(answer.at("/detail")).contains(places);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          lora[leave_out=[50]]                              ; leave_out           ; names layer 50
          pfeiffer[leave_out=[0,3]]                         ; leave_out           ; names layer 3
          prefix_tuning[leave_out=[4]]                      ; leave_out           ; names layer 4
          pfeiffer[reduction_factor={'99':4,'default':2}]   ; reduction_factor    ; names layer 99
          peft_lora[layers_to_transform=[0,7]]              ; layers_to_transform ; names layer 7
          peft_lora[target_modules=['query','nope']]        ; target_modules      ; names nope
          peft_lora[rank_pattern={'nope':4}]                ; rank_pattern        ; names nope
          peft_lora[target_modules=['query'],alpha_pattern={'value':4}] ; alpha_pattern ; names value
          peft_ia3[feedforward_modules=['nope']]            ; feedforward_modules ; names nope
          """)
  void whatTheModelDoesNotHaveIsRefused(String adapter, String attribute, String fact) {
    Http.Answer answer = resolve(adapter);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/error/param")).isEqualTo("adapter." + attribute);
    assertThat(answer.at("/detail")).contains(attribute + " " + fact);
    assertThat(answer.json().at("/errors")).hasSize(1);
  }

  /** Nothing is drawn for it: a width at the limit costs no more than a usual one. */
  @Test
  void whatIsLargeIsCountedWithoutBeingMade() {
    Http.Answer answer =
        resolve("prefix_tuning[prefix_length=65536,bottleneck_size=65536]|pfeiffer");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/trainable_parameters").asLong())
        .isGreaterThan(65_536L * (32 + 32 + 192));
  }

  private Http.Answer resolve(Object adapter) {
    return http.postJson(
        "/v1/adapter_configs/resolve", Map.of("model", "bert-a", "adapter", adapter));
  }
}
