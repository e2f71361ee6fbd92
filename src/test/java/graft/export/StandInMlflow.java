package graft.export;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server that behaves as MLflow's REST documentation says, limits included, and fails now and
 * then: before it does what it was asked, and after.
 */
public final class StandInMlflow implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MOST_METRICS = 1_000;
  private static final int MOST_PARAMS = 100;

  private final HttpServer server;
  private final Map<String, String> experiments = new HashMap<>();
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private final List<String> authorizations = new ArrayList<>();
  private int calls;
  private volatile boolean isAway;

  /** A run as it stands; {@code metrics} with everything that was ever sent. */
  public static final class Run {
    public final Map<String, String> tags = new HashMap<>();
    public final Map<String, String> params = new HashMap<>();
    public final List<String> metrics = new ArrayList<>();
    public String status = "RUNNING";
  }

  public StandInMlflow() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/base/api/2.0/mlflow/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/base";
  }

  /** From now on every call is answered with 503, or none is. */
  public void away(boolean away) {
    isAway = away;
  }

  /** The runs of a job. */
  public synchronized List<Run> of(String job) {
    return runs.values().stream().filter(run -> job.equals(run.tags.get("graft.job_id"))).toList();
  }

  public synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  private synchronized void answer(HttpExchange call) throws IOException {
    byte[] body = call.getRequestBody().readAllBytes();
    authorizations.add(String.valueOf(call.getRequestHeaders().getFirst("Authorization")));
    calls++;
    if (isAway || calls % 7 == 1) {
      send(call, isAway ? 503 : 429, Map.of("error_code", "REQUEST_LIMIT_EXCEEDED"));
      return;
    }
    Reply reply = reply(call, body);
    // Done, and the answer is lost.
    send(call, calls % 7 == 4 ? 500 : reply.status, reply.body);
  }

  private record Reply(int status, Map<String, ?> body) {}

  private Reply reply(HttpExchange call, byte[] body) {
    String name = call.getRequestURI().getPath().replaceFirst(".*/mlflow/", "");
    if (name.equals("experiments/get-by-name")) {
      String wanted = call.getRequestURI().getQuery().replaceFirst("experiment_name=", "");
      return experiments.containsKey(wanted)
          ? new Reply(200, Map.of("experiment", Map.of("experiment_id", experiments.get(wanted))))
          : new Reply(404, Map.of("error_code", "RESOURCE_DOES_NOT_EXIST"));
    }
    JsonNode request = JSON.readTree(body);
    return switch (name) {
      case "experiments/create" -> {
        experiments.put(request.at("/name").asString(), "7");
        yield new Reply(200, Map.of("experiment_id", "7"));
      }
      case "runs/search" -> search(request);
      case "runs/create" -> create(request);
      case "runs/log-batch" -> log(request, body.length);
      case "runs/update" -> {
        runs.get(request.at("/run_id").asString()).status = request.at("/status").asString();
        yield new Reply(200, Map.of());
      }
      default -> new Reply(404, Map.of("error_code", "ENDPOINT_NOT_FOUND"));
    };
  }

  private Reply search(JsonNode request) {
    String filter = request.at("/filter").asString();
    List<Map<String, Map<String, String>>> found =
        runs.entrySet().stream()
            .filter(run ->
                filter.equals(
                    "tags.`graft.job_id` = '%s'"
                        .formatted(run.getValue().tags.get("graft.job_id"))))
            .map(run -> Map.of("info", Map.of("run_id", run.getKey())))
            .toList();
    return new Reply(200, Map.of("runs", found));
  }

  private Reply create(JsonNode request) {
    String id = "run-" + runs.size();
    Run run = new Run();
    request
        .at("/tags")
        .forEach(tag -> run.tags.put(tag.at("/key").asString(), tag.at("/value").asString()));
    runs.put(id, run);
    return new Reply(200, Map.of("run", Map.of("info", Map.of("run_id", id))));
  }

  private Reply log(JsonNode request, int bytes) {
    Run run = runs.get(request.at("/run_id").asString());
    if (request.at("/metrics").size() > MOST_METRICS
        || request.at("/params").size() > MOST_PARAMS
        || bytes > 1 << 20) {
      return new Reply(400, Map.of("error_code", "INVALID_PARAMETER_VALUE"));
    }
    for (JsonNode param : request.at("/params")) {
      String value = param.at("/value").asString();
      String before = run.params.putIfAbsent(param.at("/key").asString(), value);
      if (before != null && !before.equals(value)) {
        return new Reply(400, Map.of("error_code", "INVALID_PARAMETER_VALUE"));
      }
    }
    for (JsonNode metric : request.at("/metrics")) {
      String point =
          "%s %s %s @%s"
              .formatted(
                  metric.at("/key").asString(),
                  metric.at("/step").asInt(),
                  metric.at("/value").asDouble(),
                  metric.at("/timestamp").asLong());
      // An equal point is the same row of its database.
      if (!run.metrics.contains(point)) {
        run.metrics.add(point);
      }
    }
    return new Reply(200, Map.of());
  }

  private static void send(HttpExchange call, int status, Map<String, ?> body) throws IOException {
    byte[] text = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, text.length);
    call.getResponseBody().write(text);
    call.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
