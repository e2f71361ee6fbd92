package graft.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running Graft, as its clients see it. */
final class Service implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String BOUNDARY = "graft-check";

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final URI url;
  private final Optional<String> key;

  Service(URI url, Optional<String> key) {
    this.url = url;
    this.key = key;
  }

  JsonNode get(String path) {
    return send(path, "GET", BodyPublishers.noBody(), "application/json");
  }

  void delete(String path) {
    send(path, "DELETE", BodyPublishers.noBody(), "application/json");
  }

  JsonNode post(String path, Object body) {
    String json = JSON.writeValueAsString(body);
    return send(path, "POST", BodyPublishers.ofString(json), "application/json");
  }

  /** Uploads a data file. */
  JsonNode upload(String name, String content) {
    String body =
        """
        --%1$s
        content-disposition: form-data; name="purpose"

        fine-tune
        --%1$s
        content-disposition: form-data; name="file"; filename="%2$s"
        content-type: application/jsonl

        %3$s
        --%1$s--
        """
            .formatted(BOUNDARY, name, content)
            .replace("\n", "\r\n");
    return send(
        "/v1/files",
        "POST",
        BodyPublishers.ofString(body),
        "multipart/form-data; boundary=" + BOUNDARY);
  }

  private JsonNode send(String path, String method, BodyPublisher body, String contentType) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("content-type", contentType)
            .method(method, body);
    key.ifPresent(value -> request.header("authorization", "Bearer " + value));
    try {
      return read(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new CannotStart(
          "nothing answers at " + url + ": start the service, or correct --url", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }

  private static JsonNode read(HttpResponse<String> answer) {
    JsonNode body = json(answer.body());
    if (answer.statusCode() < 400) {
      return body;
    }
    String reason = body.path("detail").asString(body.at("/error/message").asString(""));
    throw new CannotStart(
        switch (answer.statusCode()) {
          case 401, 403 -> "the service refuses the key: pass --key, or set GRAFT_API_KEY";
          case 503 ->
              "the service is not ready: " + (reason.isEmpty() ? "its database is away" : reason);
          default -> "HTTP " + answer.statusCode() + (reason.isEmpty() ? "" : ": " + reason);
        });
  }

  private static JsonNode json(String text) {
    try {
      return text.isEmpty() ? JSON.createObjectNode() : JSON.readTree(text);
    } catch (JacksonException notJson) {
      throw new CannotStart("what answers there is not Graft: correct --url", notJson);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
