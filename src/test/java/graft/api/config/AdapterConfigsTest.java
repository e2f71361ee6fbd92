package graft.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import graft.WithDatabase;
import graft.api.web.Http;
import graft.catalog.config.SavedConfig;
import graft.catalog.config.SavedConfigs;
import graft.spec.Owner;
import graft.spec.adapter.Presets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithDatabase
class AdapterConfigsTest {
  @LocalServerPort int port;
  @Autowired SavedConfigs configs;
  Http http;
  String name;

  @BeforeEach
  void connect(TestInfo test) {
    http = Http.to(port);
    name = test.getTestMethod().orElseThrow().getName();
  }

  @Test
  void methodsAreListed() {
    Http.Answer answer = http.get("/v1/adapter_methods");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("/object")).isEqualTo("list");
    assertThat(answer.json().at("/data").valueStream().map(method -> method.at("/id").asString()))
        .contains("bottleneck", "seq_bn", "lora", "ia3");
    assertThat(answer.json().at("/data/1/aliases/0").asString()).isEqualTo("pfeiffer");
    assertThat(answer.json().at("/data/1/defaults/reduction_factor").asInt()).isEqualTo(16);
  }

  @Test
  void aConfigurationOfAnotherDoesNotExist() {
    Owner other = new Owner("other");
    SavedConfig theirs = configs.save(other, name, Presets.find("lora").orElseThrow());
    String path = "/v1/adapter_configs/" + theirs.id();
    String resolve = "{\"model\":\"tiny\",\"adapter\":\"%s\"}";

    assertThat(http.get(path).status()).isEqualTo(404);
    assertThat(http.get(path).at("/error/message"))
        .isEqualTo("there is no adapter configuration " + theirs.id());
    assertThat(http.delete(path).status()).isEqualTo(404);
    assertThat(http.get("/v1/adapter_configs?after=" + theirs.id()).status()).isEqualTo(404);
    assertThat(http.get("/v1/adapter_configs?limit=100").text())
        .doesNotContain(theirs.id().value());
    assertThat(http.get("/v1/adapter_configs?limit=100&order=asc").text())
        .doesNotContain(theirs.id().value());
    assertThat(http.postJson("/v1/adapter_configs/resolve", resolve.formatted(theirs.id())).text())
        .contains("there is no adapter configuration");
    assertThat(http.postJson("/v1/adapter_configs/resolve", resolve.formatted(name)).status())
        .isEqualTo(422);
    assertThat(save(name, "seq_bn").status()).isEqualTo(200);
    assertThat(configs.get(other, theirs.id()).config()).isEqualTo(theirs.config());
  }

  @Test
  void aSavedConfigurationIsFoundListedAndDeleted() {
    Http.Answer saved = save(name, "pfeiffer[reduction_factor=12]");
    String path = "/v1/adapter_configs/" + saved.at("/id");

    assertThat(saved.status()).isEqualTo(200);
    assertThat(saved.header("Location")).isEqualTo(path);
    assertThat(saved.at("/object")).isEqualTo("adapter_config");
    assertThat(saved.json().at("/adapter/reduction_factor").asInt()).isEqualTo(12);
    assertThat(saved.json().at("/adapter/original_ln_before").asBoolean()).isTrue();
    assertThat(http.get(path).text()).isEqualTo(saved.text());
    assertThat(http.get("/v1/adapter_configs?limit=100").text()).contains(saved.text());
    assertThat(http.delete(path).text())
        .isEqualTo(
            "{\"id\":\"%s\",\"object\":\"adapter_config\",\"deleted\":true}"
                .formatted(saved.at("/id")));
    assertThat(http.get(path).status()).isEqualTo(404);
    assertThat(http.delete(path).at("/error/code")).isEqualTo("config_not_found");
  }

  @Test
  void aSavedConfigurationMayBeSavedAgainByItsId() {
    String id = save(name, Map.of("architecture", "lora", "r", 4)).at("/id");
    Http.Answer copy = save(name + "-copy", id);

    assertThat(copy.json().at("/adapter/r").asInt()).isEqualTo(4);
    assertThat(copy.at("/method")).isEqualTo("lora");
  }

  @Test
  void anUnknownIdIsNotFoundWhereItStands() {
    Http.Answer answer = save(name, "cfg-none");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.at("/error/param")).isEqualTo("adapter");
  }

  @Test
  void aNameIsTakenOnce() {
    save(name, "lora");
    Http.Answer again = save(name, "ia3");

    assertThat(again.status()).isEqualTo(422);
    assertThat(again.at("/errors/0/code")).isEqualTo("taken");
  }

  @Test
  void everyFaultIsReported() {
    Http.Answer answer = save("no name", Map.of("architecture", "lora", "r", 0, "rr", 1));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors").valueStream().map(e -> e.at("/pointer").asString()))
        .contains("/adapter/rr");
  }

  @Test
  void whatIsMissingIsNamed() {
    Http.Answer answer = http.postJson("/v1/adapter_configs", "{}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/errors").valueStream().map(e -> e.at("/pointer").asString()))
        .containsExactly("/name", "/adapter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"asc", "desc"})
  void pagesCoverTheListOnce(String order) {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(save(name + order + i, "lora").at("/id"));
    }
    List<String> seen = new ArrayList<>();
    String after = "";
    boolean hasMore = true;
    while (hasMore) {
      Http.Answer page = http.get("/v1/adapter_configs?limit=2&order=" + order + "&after=" + after);
      page.json().at("/data").forEach(config -> seen.add(config.at("/id").asString()));
      after = page.at("/last_id");
      hasMore = page.json().at("/has_more").asBoolean();
    }
    assertThat(seen).doesNotHaveDuplicates();
    assertThat(seen.stream().filter(made::contains))
        .containsExactlyElementsOf(order.equals("asc") ? made : made.reversed());
  }

  @Test
  void anUnknownCursorIsNoBeginning() {
    assertThat(http.get("/v1/adapter_configs?after=cfg-none").status()).isEqualTo(404);
  }

  private Http.Answer save(String name, Object adapter) {
    return http.postJson("/v1/adapter_configs", Map.of("name", name, "adapter", adapter));
  }
}
