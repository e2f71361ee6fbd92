package graft.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.text.PlainJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What is no text is refused at the door, and what is endless too. */
@WireTest
class PlainTextTest {
  @LocalServerPort int port;
  Http http;

  @BeforeEach
  void connect() {
    http = Http.to(port);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"x\\u0000\"}|/a|a must not hold U+0000",
        "{\"a\":{\"b/c\":[1,\"\\ud83d\"]}}|/a/b~1c/1|the lone surrogate U+D83D",
        "{\"a\":\"\\ude00\\ud83d\"}|/a|U+DE00",
        "{\"metadata\":{\"k\\u0000\":\"v\"}}|/metadata/k|a name in metadata must not hold U+0000",
        "{\"\\udc00\":1}|/?|a name in the body"
      })
  void aTextThatCannotBeKeptIsPointedAt(String body, String pointer, String message) {
    Http.Answer answer = http.postJson("/things/raw", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/errors/0/pointer")).startsWith(pointer);
    assertThat(answer.at("/errors/0/code")).isEqualTo("invalid_text");
    assertThat(answer.at("/errors/0/message")).contains(message);
  }

  @Test
  void everyOtherTextIsReadAsItIs() {
    String body = "{\"a\":\"\\u0001 \\ud83d\\ude00 é \uFFFF\"}";

    assertThat(http.postJson("/things/raw", body).at("/a")).isEqualTo("\u0001 😀 é \uFFFF");
    assertThat(http.postJson("/things/raw", "\uFEFF{\"a\":1}").text()).isEqualTo("{\"a\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\u00e9\"", "\"\u00ed\u00a0\u00bd\"", "\"\u00c0\u0080\"", "\"\0\""})
  void bytesThatAreNoTextAreRefused(String latin1) {
    byte[] body = ("{\"a\":" + latin1 + "}").getBytes(StandardCharsets.ISO_8859_1);

    Http.Answer answer = send("/things/raw", "application/json", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).doesNotContain("CharConversion", "Feature");
  }

  @Test
  void jsonInAnotherEncodingIsRefused() {
    byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_16);

    Http.Answer answer = send("/things/raw", "application/json", body);

    assertThat(answer.at("/detail")).isEqualTo("the body is not valid UTF-8 at byte 0");
  }

  @ParameterizedTest
  @CsvSource({
    "/things?limit=%, limit, two hexadecimal digits",
    "/things?limit=%2, limit, two hexadecimal digits",
    "/things?limit=%zz, limit, two hexadecimal digits",
    "/things?after=%00, after, U+0000",
    "/things?after=%ff, after, not valid UTF-8",
    "/things?after=%ED%A0%BD, after, not valid UTF-8",
    "/things?%=1, %, two hexadecimal digits",
    "/things?a%00=1, a%00, U+0000",
    "/metadata?metadata%5Ba%00%5D=1, metadata%5Ba%00%5D, U+0000",
    "/things/a%00b, '', U+0000",
    "/things/%ff, '', UTF-8",
    "/things/%ED%A0%BD, '', UTF-8"
  })
  void aPathOrAQueryThatIsNoTextIsRefused(String target, String parameter, String message)
      throws IOException {
    String answer = raw(target);

    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "X-Content-Type-Options: nosniff");
    if (!parameter.isEmpty()) {
      assertThat(answer).contains("\"pointer\":\"/" + parameter + "\"", message);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a/b/c", "text/"})
  void anAcceptThatIsNoneIsRefusedOrUnmet(String accept) {
    assertThat(http.get("/things", "Accept", accept).status()).isIn(400, 406);
    assertThat(http.get("/v1/fine_tuning/jobs/x/events", "Accept", accept).status())
        .isIn(400, 404, 406);
  }

  @ParameterizedTest
  @CsvSource({
    "/things?limt=1, limt, did you mean limit?",
    "/things?colour=1, colour, 'known are [limit, after, order]'",
    "/things?limit=1&limit=2, limit, is given twice",
    "/metadata?metadata%5Ba=1, metadata[a, unknown query parameter",
    "/things/x?a=1, a, this operation has none",
    "/count?limit=1&Limit=1, Limit, did you mean limit?"
  })
  void aParameterThatIsNotKnownIsNamed(String target, String name, String message) {
    Http.Answer answer = http.get(target);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/error/param")).isEqualTo(name);
    assertThat(answer.at("/detail")).contains(message);
  }

  @Test
  void faultsAreTold100AndThenCounted() {
    StringBuilder body = new StringBuilder("{\"name\":\"a\",\"size\":1");
    for (int i = 0; i < PlainJson.MOST_KEYS - 2; i++) {
      body.append(",\"unknown").append(i).append("\":1");
    }

    Http.Answer answer = http.postJson("/things", body + "}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/errors")).hasSize(101);
    assertThat(answer.at("/errors/100/message")).isEqualTo("and 898 more");
    assertThat(answer.at("/detail")).hasSizeLessThan(2_200).endsWith(" more");
  }

  @Test
  void anEndlessObjectIsRefusedAtOnce() {
    StringBuilder body = new StringBuilder("{\"a\":{\"a\":1");
    for (int i = 0; i < 90_000; i++) {
      body.append(",\"").append(i).append("\":1");
    }

    Http.Answer answer = http.postJson("/things/raw", body + "}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/detail")).isEqualTo("a has 90,001 attributes; an object may have 1,000");
  }

  @Test
  void whatIsRepeatedIsCut() {
    String long1 = "x".repeat(900_000);

    assertThat(http.postJson("/things", "{\"name\":\"a\",\"size\":\"" + long1 + "\"}").text())
        .hasSizeLessThan(2_000);
    assertThat(http.postJson("/things", "{\"" + long1 + "\":1}").text()).hasSizeLessThan(2_000);
    assertThat(http.postJson("/things", "{\"" + "x".repeat(4_000) + "\":1}").text())
        .contains("unknown attribute xxx", "…", "known are [name, weight, size]")
        .hasSizeLessThan(8_000);
  }

  @ParameterizedTest
  @CsvSource({
    "'name=\"a\"\r\n\r\n%00', /a, U+0000",
    "'name=\"a\"\r\n\r\n%FF', /a, not valid UTF-8",
    "'name=\"a\"; filename=\"%00\"\r\n\r\nx', '', U+0000",
    "'name=\"a\"; filename=\"%FF\"\r\n\r\nx', '', not valid UTF-8",
    "'name=\"a\"; filename*=UTF-8''''x%2500y\r\n\r\nx', /a, U+0000",
    "'name=\"%00\"\r\n\r\nx', '', U+0000"
  })
  void aFormThatIsNoTextIsRefused(String part, String pointer, String message) {
    Http.Answer answer = upload(bytes("--X\r\nContent-Disposition: form-data; " + part + "\r\n"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/errors/0/pointer")).isEqualTo(pointer);
    assertThat(answer.at("/errors/0/message")).contains(message);
  }

  @Test
  void namesInAFormAreTextInAnyAlphabet() {
    String part = "name=\"größe\"; filename=\"данные 😀.csv\"\r\n\r\nabc\r\n";

    Http.Answer answer =
        upload(("--X\r\nContent-Disposition: form-data; " + part).getBytes(StandardCharsets.UTF_8));

    assertThat(answer.json().at("/said").propertyNames()).containsExactly("größe данные 😀.csv");
  }

  @Test
  void aFormHasFewParts() {
    String part = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";

    assertThat(upload(part.repeat(UploadForm.MOST_PARTS).getBytes(StandardCharsets.UTF_8)).status())
        .isEqualTo(200);
    Http.Answer answer = upload(part.repeat(200_000).getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.at("/detail")).contains("at most 1000 parts");
    assertThat(answer.text()).hasSizeLessThan(1_000);
  }

  @Test
  void theHeadersOfAPartAreShort() {
    String part = "--X\r\nContent-Disposition: form-data; name=\"" + "a".repeat(9_000) + "\"\r\n";

    Http.Answer answer = upload((part + "\r\n1\r\n").getBytes(StandardCharsets.UTF_8));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/detail")).contains("headers of a part");
  }

  private Http.Answer upload(byte[] parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(parts);
    body.writeBytes(bytes("--X--\r\n"));
    return send("/things/upload", "multipart/form-data; boundary=X", body.toByteArray());
  }

  private Http.Answer send(String path, String type, byte[] body) {
    return http.send(
        http.request(path, "Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  /** Each character is a byte, and so is each {@code %FF}. */
  private static byte[] bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      boolean isByte = text.charAt(i) == '%' && !text.startsWith("25", i + 1);
      bytes.write(isByte ? Integer.parseInt(text.substring(i + 1, i + 3), 16) : text.charAt(i));
      i += isByte ? 2 : text.startsWith("%25", i) ? 2 : 0;
    }
    return bytes.toByteArray();
  }

  private String raw(String target) throws IOException {
    String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket("localhost", port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
