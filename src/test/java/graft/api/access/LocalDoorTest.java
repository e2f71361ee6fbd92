package graft.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import graft.WithDatabase;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Without keys: this machine's programs and the service's own pages, and nobody else. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithDatabase
class LocalDoorTest {
  @LocalServerPort int port;

  @ParameterizedTest
  @CsvSource({
    "Host: evil.example, foreign_host",
    "Host: localhost.evil.example, foreign_host",
    "Host: 127.0.0.1.nip.io, foreign_host",
    "Host: 192.168.0.1, foreign_host",
    "Host: localhost|Origin: http://evil.example, cross_site",
    "Host: localhost|Origin: null, cross_site",
    "Host: localhost|Origin: http://localhost:3000, cross_site",
    "Host: localhost|Sec-Fetch-Site: cross-site, cross_site",
    "Host: localhost|Sec-Fetch-Site: same-site, cross_site",
    "Host: localhost|Sec-Fetch-Site: Cross-Site|Sec-Fetch-Mode: navigate|Sec-Fetch-Dest: document, cross_site"
  })
  void noOperationAnswersOthers(String headers, String code) throws IOException {
    for (String operation : Operations.all()) {
      String answer = Operations.ask(port, operation, headers.split("\\|"));

      // What is no path at all is refused before the door.
      assertThat(answer).as(operation).containsPattern("^HTTP/1.1 4(00|03|04) ");
      assertThat(answer).as(operation).doesNotContain("Access-Control", "\"object\"");
      if (answer.startsWith("HTTP/1.1 403") && !operation.startsWith("HEAD")) {
        assertThat(answer).contains("\"code\":\"" + code + "\"", "permission_error");
      }
      if (operation.matches("[A-Z]+ /(v1|v3|actuator)/.*") && !operation.contains("..")) {
        assertThat(answer).as(operation).startsWith("HTTP/1.1 403");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost",
        "Host: LOCALHOST:8080",
        "Host: 127.0.0.1:1",
        "Host: [::1]:8080",
        "Host: localhost:8080|Origin: http://localhost:8080|Sec-Fetch-Site: same-origin",
        "Host: localhost:8080|Sec-Fetch-Site: none"
      })
  void thisMachineGetsIn(String headers) throws IOException {
    assertThat(Operations.ask(port, "GET /v1/files", headers.split("\\|")))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void aLinkFromElsewhereLeadsToThePagesAndNoFurther() throws IOException {
    String[] visit = {
      "Host: localhost",
      "Sec-Fetch-Site: cross-site",
      "Sec-Fetch-Mode: navigate",
      "Sec-Fetch-Dest: document"
    };

    assertThat(Operations.ask(port, "GET /swagger-ui/index.html", visit))
        .startsWith("HTTP/1.1 200");
    assertThat(Operations.ask(port, "GET /v1/files", visit)).startsWith("HTTP/1.1 403");
    visit[3] = "Sec-Fetch-Dest: iframe";
    assertThat(Operations.ask(port, "GET /swagger-ui/index.html", visit))
        .startsWith("HTTP/1.1 403");
  }
}
