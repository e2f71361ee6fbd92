package graft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
@WithDatabase
class ServiceTest {
  @Autowired RestTestClient client;
  @Autowired JdbcClient jdbc;
  @Autowired HealthEndpointGroups groups;

  @Test
  void isAliveAndReady() {
    for (String group : new String[] {"liveness", "readiness"}) {
      client
          .get()
          .uri("/actuator/health/" + group)
          .exchange()
          .expectStatus()
          .isOk()
          .expectBody()
          .jsonPath("$.status")
          .isEqualTo("UP");
    }
  }

  @Test
  void aDatabaseThatIsAwayStopsRequestsAndNotTheNode() {
    assertThat(groups.get("readiness").isMember("db")).isTrue();
    assertThat(groups.get("liveness").isMember("db")).isFalse();
  }

  @Test
  void describesItselfWithOpenApi() {
    client
        .get()
        .uri("/v3/api-docs")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.openapi")
        .value(String.class, version -> assertThat(version).startsWith("3.1"));
    client
        .get()
        .uri("/swagger-ui.html")
        .exchange()
        .expectStatus()
        .is3xxRedirection()
        .expectHeader()
        .location("/swagger-ui/index.html");
  }

  @Test
  void offersMetricsToPrometheus() {
    String metrics =
        client
            .get()
            .uri("/actuator/prometheus")
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();

    assertThat(metrics)
        .contains("jvm_memory_used_bytes", "hikaricp_connections_max", "graft_jobs_queued 0.0");
  }

  @Test
  void appliesTheMigrations() {
    assertThat(jdbc.sql("select count(*) from scheduled_tasks").query(Long.class).single())
        .isZero();
  }
}
