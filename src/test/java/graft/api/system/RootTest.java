package graft.api.system;

import static org.assertj.core.api.Assertions.assertThat;

import graft.RealService;
import graft.api.web.Http;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What somebody finds who tries the doors of the house. */
class RootTest extends RealService {
  @Test
  void theFrontLeadsPeopleToThePagesAndProgramsToAList() {
    Http.Answer browser = http.get("/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    assertThat(browser.status()).isEqualTo(302);
    assertThat(browser.header("Location")).isEqualTo("/swagger-ui.html");

    Http.Answer program = http.get("/");
    assertThat(program.status()).isEqualTo(200);
    for (String place : new String[] {"pages", "api_document", "system", "models", "readiness"}) {
      assertThat(http.get(program.at("/" + place)).status()).as(place).isLessThan(400);
    }
  }

  @Test
  void theNodeTellsTheMemoryOfEachDevice() {
    JsonNode devices = http.get("/v1/system").json().at("/devices");

    assertThat(devices).isNotEmpty();
    for (JsonNode device : devices) {
      long all = device.at("/memory_bytes").asLong();
      assertThat(device.at("/used_memory_bytes").asLong()).isBetween(1L, all);
      assertThat(device.at("/free_memory_bytes").asLong()).isBetween(1L, all);
    }
  }

  @Test
  void aSlashWithinANameIsExplained() {
    assertThat(http.get("/v1/models/a/b").at("/detail"))
        .endsWith("a slash within a name is written %2F: /v1/models/a%2Fb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1/files",
        "/v1/nowhere",
        "/v1/files?x=1",
        "/v3/api-docs",
        "/swagger-ui.html"
      })
  void everyAnswerIsSafeInABrowser(String path) {
    Http.Answer answer = http.get(path);

    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.response().headers().allValues("Cache-Control")).containsExactly("no-store");
    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'");
  }

  @Test
  void thePagesRunOnlyTheirOwnScripts() {
    assertThat(http.get("/swagger-ui/index.html").header("Content-Security-Policy"))
        .contains("script-src 'self';")
        .doesNotContain("unsafe-eval");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/files, file-x",
    "/v1/files, x",
    "/v1/adapters, adp-x",
    "/v1/adapters, x",
    "/v1/adapter_configs, cfg-x",
    "/v1/adapter_configs, x",
    "/v1/fine_tuning/jobs, ftjob-x",
    "/v1/fine_tuning/jobs, x",
    "/v1/models, x"
  })
  void aPlaceThatIsNotInAListIsRefused(String list, String after) {
    Http.Answer answer = http.get(list + "?after=" + after);

    assertThat(answer.status()).as(answer.text()).isIn(400, 404);
    assertThat(answer.at("/error/code")).isNotEmpty();
  }
}
