package graft.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import graft.WithDatabase;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** With keys: whoever shows one, from wherever. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "server.address=0.0.0.0",
      "graft.api-key=" + KeyedDoorTest.FIRST + "," + KeyedDoorTest.SECOND
    })
@WithDatabase
@ExtendWith(OutputCaptureExtension.class)
class KeyedDoorTest {
  static final String FIRST = "first-key-of-this-test-0123456789abcdef";
  static final String SECOND = "second~key/of+this=test-0123456789abcdef";
  private static final String HOST = "Host: graft.example";

  @LocalServerPort int port;

  @Test
  void noOperationAnswersWithoutAKey() throws IOException {
    for (String operation : Operations.all()) {
      String answer = Operations.ask(port, operation, HOST);

      assertThat(answer).as(operation).containsPattern("^HTTP/1.1 4(00|01|04) ");
      if (operation.matches("[A-Z]+ /(v1|v3|actuator)/.*") && !operation.contains("..")) {
        assertThat(answer)
            .as(operation)
            .startsWith("HTTP/1.1 401")
            .contains("WWW-Authenticate: Bearer realm=\"graft\"", "Cache-Control: no-store");
      }
      if (answer.startsWith("HTTP/1.1 401") && !operation.startsWith("HEAD")) {
        assertThat(answer)
            .contains("\"type\":\"authentication_error\"", "\"code\":\"invalid_api_key\"");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer " + FIRST, "bearer " + SECOND, "Bearer  " + FIRST + " "})
  void anyOfTheKeysLetsIn(String authorization) throws IOException {
    for (String path : new String[] {"/v1/files", "/v3/api-docs", "/actuator/prometheus"}) {
      assertThat(Operations.ask(port, "GET " + path, HOST, "Authorization: " + authorization))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aWrongKeyIsRefusedAndManyAreHeldBack(CapturedOutput output) throws IOException {
    String[] wrong = {
      "Bearer " + FIRST + "x", "Bearer " + FIRST.toUpperCase(), "Bearer " + FIRST + "," + SECOND
    };
    for (String authorization : wrong) {
      assertThat(Operations.ask(port, "GET /v1/files", HOST, "Authorization: " + authorization))
          .startsWith("HTTP/1.1 401")
          .contains("error=\"invalid_token\"");
    }
    for (String authorization : new String[] {"Basic " + FIRST, FIRST, "Bearer", "Bearer a b"}) {
      assertThat(Operations.ask(port, "GET /v1/files", HOST, "Authorization: " + authorization))
          .startsWith("HTTP/1.1 401");
    }
    String answer = "";
    for (int i = 0; i < Guesses.MOST_A_MINUTE; i++) {
      answer = Operations.ask(port, "GET /v1/files", HOST, "Authorization: Bearer guess-" + i);
    }

    assertThat(answer).startsWith("HTTP/1.1 429").contains("Retry-After: ");
    assertThat(Operations.ask(port, "GET /v1/files", HOST, "Authorization: Bearer " + SECOND))
        .startsWith("HTTP/1.1 200");
    assertThat(output.getAll()).doesNotContain(FIRST, SECOND, "guess-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/health/liveness",
        "/actuator/health/readiness",
        "/swagger-ui/index.html",
        "/swagger-ui/swagger-initializer.js"
      })
  void probesAndPagesAreOpen(String path) throws IOException {
    assertThat(Operations.ask(port, "GET " + path, HOST)).startsWith("HTTP/1.1 200");
  }

  @Test
  void thePagesAskForAKey() throws IOException {
    assertThat(Operations.ask(port, "GET /swagger-ui/swagger-initializer.js", HOST))
        .contains("'Bearer ' + key", "response.status === 401", "/v3/api-docs/swagger-config")
        // A key that no header can hold would keep the pages from asking again.
        .contains("key.replace(/[^!-~]/g, '')");
  }

  @Test
  void aPathThatIsNoTextTellsNothingWithoutAKey() throws IOException {
    assertThat(Operations.ask(port, "GET /v1/files?limit=%", HOST)).startsWith("HTTP/1.1 401");
  }
}
