package graft.export;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** MLflow's REST interface, version 2.0: a call at a time, each with an end. */
final class MlflowServer implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Refusals of who asks, or of when: asked again, they may end otherwise. */
  private static final Set<Integer> PASSING = Set.of(401, 403, 408, 425, 429);

  /** Refusals of a call that was not begun. */
  private static final Set<Integer> UNSEEN = Set.of(429, 503);

  private static final int AGAIN = 2;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final ExportSettings.Mlflow settings;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  MlflowServer(ExportSettings.Mlflow settings) {
    this.settings = settings;
  }

  /** The answer; empty if there is no such thing. */
  Optional<JsonNode> find(String call) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(request(call).GET());
    return answer.statusCode() == 404 ? Optional.empty() : Optional.of(read(call, answer));
  }

  JsonNode post(String call, Map<String, ?> body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(call)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    return read(call, send(request));
  }

  private HttpRequest.Builder request(String call) {
    String base = settings.uri().toString().replaceFirst("/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/api/2.0/mlflow/" + call)).timeout(ANSWER);
    settings
        .credential()
        .ifPresent(credential -> request.header("Authorization", authorization(credential)));
    return request;
  }

  private static String authorization(String credential) {
    return credential.contains(":")
        ? "Basic " + Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8))
        : "Bearer " + credential;
  }

  /** Asks again where the server says that it has not even looked. */
  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = once(request);
    for (int again = 0; again < AGAIN && UNSEEN.contains(answer.statusCode()); again++) {
      Thread.sleep(PAUSE);
      answer = once(request);
    }
    return answer;
  }

  private HttpResponse<String> once(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode read(String call, HttpResponse<String> answer) throws IOException {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      try {
        return JSON.readTree(answer.body());
      } catch (JacksonException e) {
        throw new IOException("MLflow answered " + call + " with no JSON", e);
      }
    }
    String said = "MLflow answered %s with %d".formatted(call.replaceFirst("\\?.*", ""), status);
    throw status / 100 == 4 && !PASSING.contains(status)
        ? new Target.RefusedException(said)
        : new IOException(said);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
