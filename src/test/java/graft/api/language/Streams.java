package graft.api.language;

import static org.assertj.core.api.Assertions.assertThat;

import graft.api.web.Http;
import graft.api.web.Http.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Streams of answers, whole or line by line, from a client that may leave. */
final class Streams {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String DATA = "data: ";
  private static final String DONE = "[DONE]";

  private Streams() {}

  /** A body that asks for a stream, with the tokens that were used. */
  static Map<String, ?> streaming(Map<String, ?> body) {
    Map<String, Object> streaming = new HashMap<>(body);
    streaming.put("stream", true);
    streaming.put("stream_options", Map.of("include_usage", true));
    return streaming;
  }

  /** The chunks of a whole stream, which was told as such. */
  static List<JsonNode> chunks(Http http, String path, Map<String, ?> body) {
    Answer answer = http.postJson(path, streaming(body));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream;charset=UTF-8");
    assertThat(answer.text()).endsWith("\n\ndata: [DONE]\n\n");
    List<String> events = List.of(answer.text().split("\n\n"));
    assertThat(events).allMatch(event -> event.startsWith(DATA) && !event.contains("\n"));
    return events.stream()
        .map(event -> event.substring(DATA.length()))
        .filter(data -> !data.equals(DONE))
        .map(JSON::readTree)
        .toList();
  }

  /** All that the chunks say at a pointer below their choice. */
  static String text(List<JsonNode> chunks, int choice, String pointer) {
    return chunks.stream()
        .flatMap(chunk -> chunk.at("/choices").valueStream())
        .filter(one -> one.at("/index").asInt() == choice)
        .map(one -> one.at(pointer).asString(""))
        .collect(Collectors.joining());
  }

  /** A connection of its own, on which a request was sent. */
  static final class Caller implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    Caller(int port, String path, Map<String, ?> body) {
      try {
        socket = new Socket("localhost", port);
        byte[] json = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        String head =
            "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(path, json.length);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(json);
        lines =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Whether something has come that was not read. */
    boolean hasMore() {
      try {
        return lines.ready();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String line() {
      try {
        return lines.readLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Leaves. */
    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
