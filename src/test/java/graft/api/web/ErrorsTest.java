package graft.api.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.spec.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@WireTest
class ErrorsTest {
  private static final Set<String> TYPES =
      Set.of(
          "invalid_request_error",
          "authentication_error",
          "permission_error",
          "rate_limit_exceeded",
          "server_error");

  @LocalServerPort int port;
  Http http;

  @BeforeEach
  void connect() {
    http = Http.to(port);
  }

  @ParameterizedTest
  @EnumSource
  void everyCodeIsOneBodyForBothWorlds(ErrorCode code) {
    Http.Answer answer = http.get("/failures/" + code);

    assertProblem(answer, answer.json().at("/status").asInt());
    assertThat(answer.status()).isBetween(400, 599);
    assertThat(answer.at("/detail"))
        .isEqualTo("it was " + code)
        .isEqualTo(answer.at("/error/message"));
    assertThat(answer.at("/instance")).isEqualTo("/failures/" + code);
    assertThat(answer.at("/type")).isEqualTo("urn:graft:error:" + answer.at("/error/code"));
    assertThat(answer.json().at("/errors").isArray()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "STILL_IN_USE, 409, false, ''",
    "REQUEST_IN_PROGRESS, 409, '', 1",
    "BUSY, 503, '', 1",
    "INVALID_STATE, 400, '', ''",
    "NOT_MERGEABLE, 422, '', ''",
    "INTERNAL, 500, '', ''"
  })
  void saysWhetherToTryAgain(ErrorCode code, int status, String shouldRetry, String retryAfter) {
    Http.Answer answer = http.get("/failures/" + code);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("x-should-retry")).isEqualTo(shouldRetry);
    assertThat(answer.header("Retry-After")).isEqualTo(retryAfter);
  }

  @Test
  void usesTheCodesThatClientsOfOpenAiKnow() {
    assertThat(http.get("/failures/JOB_NOT_FOUND").at("/error/code"))
        .isEqualTo("fine_tune_not_found");
    assertThat(http.get("/failures/UNKNOWN_BASE_MODEL").at("/error/code"))
        .isEqualTo("model_not_found");
  }

  @Test
  void anUnknownRouteIsNotFound() {
    Http.Answer answer = http.get("/v1/nowhere");

    assertProblem(answer, 404);
    assertThat(answer.at("/detail")).isEqualTo("no resource at GET /v1/nowhere");
  }

  @Test
  void aWrongMethodNamesTheRightOnes() {
    Http.Answer answer = http.delete("/things");

    assertProblem(answer, 405);
    assertThat(answer.header("Allow")).contains("GET", "POST");
    assertThat(answer.at("/detail")).startsWith("DELETE is not allowed at /things; allowed are [");
  }

  @Test
  void anUnacceptableFormIsStillAnsweredInJson() {
    Http.Answer answer = http.get("/things", "Accept", "image/png");

    assertProblem(answer, 406);
    assertThat(answer.at("/detail")).contains("application/json", "image/png");
  }

  @Test
  void aParameterThatIsMissingOrNoNumberIsNamed() {
    assertProblem(http.get("/count"), 400);
    assertThat(http.get("/count").at("/error/param")).isEqualTo("limit");
    assertThat(http.get("/count?limit=many").at("/errors/0/message"))
        .isEqualTo("limit is no int: many");
  }

  @Test
  void theUnexpectedLeaksNothing() {
    Http.Answer answer = http.get("/broken");

    assertProblem(answer, 500);
    assertThat(answer.text()).doesNotContain("secret", "passwd", "Exception", "graft.api");
  }

  @Test
  void aFailureAfterTheHandlerReturnedIsTheSame() {
    assertProblem(http.get("/late/NOT_MERGEABLE"), 422);
    assertThat(http.get("/late/NOT_MERGEABLE").at("/error/code")).isEqualTo("not_mergeable");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 429, 500, 503})
  void aStatusThatWasSentGetsTheBodyToo(int status) {
    Http.Answer answer = http.get("/sent/" + status);

    assertProblem(answer, status);
    assertThat(answer.at("/instance")).isEqualTo("/sent/" + status);
    assertThat(answer.text()).doesNotContain("secret");
  }

  @Test
  void theErrorPageItselfIsNoResource() {
    assertProblem(http.get("/error"), 404);
  }

  @Test
  void aBrokenAnswerIsBrokenOff() {
    assertThatThrownBy(() -> http.get("/half")).isInstanceOf(UncheckedIOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a<b", "/%zz", "/a\\b", "/%5C"})
  void whatTheServerRefusesIsAnsweredInJson(String target) throws IOException {
    String answer =
        raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .containsIgnoringCase("content-type: application/problem+json")
        .contains("\"error\":{\"message\":\"the request is not valid HTTP\"");
  }

  @Test
  void everyAnswerHasARequestId() {
    assertThat(http.get("/things").header("x-request-id")).matches("req_[0-9a-z]{26}");
    assertThat(http.get("/nowhere").header("x-request-id")).matches("req_[0-9a-z]{26}");
    assertThat(http.get("/things").header("x-request-id"))
        .isNotEqualTo(http.get("/things").header("x-request-id"));
  }

  @Test
  void aSaneRequestIdIsKeptAndAnotherReplaced() {
    assertThat(http.get("/sent/500", "x-request-id", "my-id.1").header("x-request-id"))
        .isEqualTo("my-id.1");
    assertThat(http.get("/things", "x-request-id", "a b<c>").header("x-request-id"))
        .matches("req_[0-9a-z]{26}");
  }

  @Test
  void aBodyTooLargeIsRefusedWithAnAnswer() {
    byte[] large = new byte[RequestBody.MOST_BYTES + (1 << 20)];
    var announced = http.request("/things").POST(BodyPublishers.ofByteArray(large));
    var chunked =
        http.request("/things")
            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large)));

    assertProblem(http.send(announced), 413);
    assertProblem(http.send(chunked), 413);
  }

  private static void assertProblem(Http.Answer answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("x-request-id")).isNotEmpty();
    assertThat(answer.json().at("/status").asInt()).isEqualTo(status);
    assertThat(answer.json().propertyNames())
        .containsExactly("type", "title", "status", "detail", "instance", "error", "errors");
    assertThat(answer.json().at("/error").propertyNames())
        .containsExactly("message", "type", "param", "code");
    if (status != 403) {
      assertThat(answer.at("/error/type")).isIn(TYPES);
    }
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
