package graft.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@WireTest
class RequestsTest {
  @LocalServerPort int port;
  Http http;

  @BeforeEach
  void connect() {
    http = Http.to(port);
  }

  @Test
  void readsARecordAndAnswersWithItsPlace() {
    Http.Answer answer = http.postJson("/things", "{\"name\":\"a/b c\",\"size\":3}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Location")).isEqualTo("/things/a%2Fb%20c");
    assertThat(answer.text()).isEqualTo("{\"name\":\"a/b c\",\"weight\":null,\"size\":3}");
  }

  @Test
  void reportsEveryFaultOfForm() {
    Http.Answer answer = http.postJson("/things", "{\"size\":\"big\",\"colour\":1}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/error/code")).isEqualTo("malformed_request");
    assertThat(answer.json().at("/errors").valueStream().map(e -> e.at("/pointer").asString()))
        .containsExactlyInAnyOrder("/colour", "/name", "/size");
  }

  @Test
  void whatIsWellFormedButImpossibleIsUnprocessable() {
    Http.Answer tooBig = http.postJson("/things", "{\"name\":\"a\",\"size\":11}");
    Http.Answer misspelt = http.postJson("/things", "{\"name\":\"a\",\"size\":1,\"wieght\":1}");

    assertThat(tooBig.status()).isEqualTo(422);
    assertThat(tooBig.at("/error/param")).isEqualTo("size");
    assertThat(misspelt.status()).isEqualTo(422);
    assertThat(misspelt.at("/detail")).isEqualTo("unknown attribute wieght; did you mean weight?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": 1,}| line 1, column 9",
        "{\"a\": NaN}| line 1, column 10: Non-standard token 'NaN'",
        "{\"a\": 1, \"a\": 2}| line 1",
        "{\"a\": 1} x| line 1",
        "[1]| must be a JSON object",
        "null| must be a JSON object",
        "{'a': 1}| line 1",
        "{\"a\": 1| line 1, column 8: Unexpected end-of-input: expected close marker for Object",
        "{\"a\": [1, 2| line 1, column 12: Unexpected end-of-input: expected close marker for Array"
      })
  void brokenJsonIsPointedAt(String body, String place) {
    Http.Answer answer = http.postJson("/things/raw", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/error/code")).isEqualTo("malformed_request");
    assertThat(answer.at("/detail"))
        .contains(place.strip())
        .doesNotContain("tools.jackson", "Source", "Feature", "Constraints");
  }

  @Test
  void depthIsBounded() {
    int levels = StrictJson.MOST_LEVELS;
    String deep = "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
    String deeper = "{\"a\":" + deep + "}";

    assertThat(http.postJson("/things/raw", deep).status()).isEqualTo(200);
    assertThat(http.postJson("/things/raw", deeper).at("/detail"))
        .endsWith("exceeds the maximum allowed (64)");
  }

  @Test
  void aPostWithoutABodyIsAnEmptyObject() {
    assertThat(http.postJson("/things/raw", "").text()).isEqualTo("{}");
    assertThat(http.post("/things/raw", "").text()).isEqualTo("{}");
    assertThat(http.post("/things/raw", "", "Content-Type", "text/plain").text()).isEqualTo("{}");
  }

  @Test
  void onlyJsonIsRead() {
    assertThat(
            http.post("/things/raw", "a=b", "Content-Type", "application/x-www-form-urlencoded")
                .status())
        .isEqualTo(415);
    assertThat(
            http.post("/things/raw", "{}", "Content-Type", "application/merge-patch+json").status())
        .isEqualTo(200);
    assertThat(http.post("/things/raw", "{}").at("/detail"))
        .isEqualTo(
            "the body must be application/json in UTF-8, and the request says no Content-Type");
    assertThat(
            http.post("/things/raw", "{}", "Content-Type", "application/json;charset=utf-16")
                .status())
        .isEqualTo(415);
    assertThat(
            http.post("/things/raw", "{}", "Content-Type", "application/json; charset=\"UTF-8\"")
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "org%2Fbase, org/base",
    "ft:org%2Fbase:me::1, ft:org/base:me::1",
    "a%20b%3A, a b:",
    "@a, @a",
    "100%25, 100%",
    "%252F, %2F"
  })
  void aSegmentMayHoldASlash(String segment, String name) {
    assertThat(http.get("/things/" + segment).at("/name")).isEqualTo(name);
  }

  @Test
  void readsMapsInQueries() {
    assertThat(http.get("/metadata?metadata%5Ba%5D=1&metadata%5Bb+c%5D=2&metadata=null").text())
        .isEqualTo("{\"a\":\"1\",\"b c\":\"2\"}");
  }

  @Test
  void listsSayWhereTheyEnd() {
    Http.Answer first = http.get("/things");
    Http.Answer last = http.get("/things?after=x&limit=1&order=asc");

    assertThat(first.json().propertyNames())
        .containsExactly("object", "data", "first_id", "last_id", "has_more");
    assertThat(first.json().at("/data")).hasSize(3);
    assertThat(first.at("/first_id")).isEqualTo("DESC-0");
    assertThat(first.at("/last_id")).isEqualTo("DESC-2");
    assertThat(first.json().at("/has_more").asBoolean()).isTrue();
    assertThat(last.at("/last_id")).isEqualTo("ASC-0");
    assertThat(last.json().at("/has_more").asBoolean()).isFalse();
  }

  @Test
  void aNumberThatJsonLacksIsNull() {
    assertThat(http.get("/things").json().at("/data/0/weight").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"limit=0, limit", "limit=6, limit", "limit=x, limit", "order=up, order"})
  void aFaultyPageIsRefused(String query, String parameter) {
    Http.Answer answer = http.get("/things?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/error/param")).isEqualTo(parameter);
  }

  @Test
  void everyFaultOfAPageIsReported() {
    assertThat(http.get("/things?limit=0&order=up").json().at("/errors")).hasSize(2);
  }
}
