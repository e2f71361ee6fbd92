package common;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Speaks to the service, and fails with what it says. */
public record Client(HttpClient http, URI address) {
  public static final String JOBS = "/v1/fine_tuning/jobs";

  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  public Client(URI address) {
    this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), address);
  }

  public String get(String path) {
    return send(HttpRequest.newBuilder(address.resolve(path)).build());
  }

  public String post(String path, String body) {
    return send(
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /** A job's id. */
  public String submit(String body) {
    return id(post(JOBS, body));
  }

  /** A file's id. */
  public String upload(String rows) {
    String border = UUID.randomUUID().toString();
    String form =
        "--%1$s\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nfine-tune\r\n--%1$s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"rows.jsonl\"\r\n\r\n%2$s\r\n--%1$s--\r\n"
            .formatted(border, rows);
    return id(
        send(
            HttpRequest.newBuilder(address.resolve("/v1/files"))
                .header("Content-Type", "multipart/form-data; boundary=" + border)
                .POST(BodyPublishers.ofString(form))
                .build()));
  }

  /** Until the service answers and has read a base model. */
  public void awaitModel(String model) throws InterruptedException {
    await("/actuator/health/readiness", "UP");
    await("/v1/models/" + model, "\"status\":\"ready\"");
  }

  public void awaitSuccess(String job) throws InterruptedException {
    await(JOBS + "/" + job, "\"status\":\"succeeded\"");
  }

  /** Asks until the answer has a text; an answer that tells of a failure is one. */
  public void await(String path, String text) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      try {
        String answer = get(path);
        if (answer.contains(text)) {
          return;
        }
        if (answer.contains("\"status\":\"failed\"")) {
          throw new IllegalArgumentException(answer);
        }
      } catch (IllegalStateException notYet) {
        // Is starting, or reads the model.
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException(path + " never said " + text);
  }

  private static String id(String json) {
    Matcher id = ID.matcher(json);
    if (!id.find()) {
      throw new IllegalStateException("no id in " + json);
    }
    return id.group(1);
  }

  private String send(HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new IllegalStateException(request.uri() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
