package graft.api.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plain client of a service on this machine, which shows exactly what went over the wire. */
public record Http(HttpClient client, int port) {
  private static final JsonMapper JSON = JsonMapper.shared();

  public static Http to(int port) {
    return new Http(HttpClient.newHttpClient(), port);
  }

  public Answer get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  public Answer delete(String path) {
    return send(request(path).DELETE());
  }

  public Answer post(String path, String body, String... headers) {
    return send(request(path, headers).POST(BodyPublishers.ofString(body)));
  }

  public Answer postJson(String path, String body, String... headers) {
    return send(
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  public Answer postJson(String path, Map<String, ?> body, String... headers) {
    return postJson(path, JSON.writeValueAsString(body), headers);
  }

  public Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  /** What came back. */
  public record Answer(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public String text() {
      return response.body();
    }

    public JsonNode json() {
      return JSON.readTree(response.body());
    }

    /** The text at a JSON pointer; empty if there is nothing. */
    public String at(String pointer) {
      return json().at(pointer).asString("");
    }

    /** The first value of a header; empty without one. */
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }
}
