package graft.api.access;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Every operation of the API document and what lies beside it, as requests to a door. */
final class Operations {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

  private Operations() {}

  /** Request lines without the version: {@code GET /v1/files}. */
  static List<String> all() throws IOException {
    String document = Files.readString(Path.of("src/main/openapi/openapi.json"));
    Stream<String> documented =
        JsonMapper.shared()
            .readTree(document)
            .at("/paths")
            .propertyStream()
            .flatMap(path ->
                path.getValue()
                    .propertyStream()
                    .filter(operation -> METHODS.contains(operation.getKey()))
                    .map(operation ->
                        operation.getKey().toUpperCase(Locale.ROOT)
                            + " "
                            + path.getKey().replaceAll("\\{\\w+}", "x")));
    Stream<String> others =
        Stream.of(
            "GET /actuator/prometheus",
            "GET /actuator/info",
            "GET /actuator/health",
            "GET /actuator",
            "GET /v3/api-docs",
            "GET /v3/api-docs/swagger-config",
            "GET /nowhere",
            "GET /error",
            "GET /v1/files/",
            "GET //v1/files",
            "GET /v1//files",
            "GET /v1%2Ffiles",
            "GET /swagger-ui/../v1/files",
            "GET /swagger-ui/..%2F..%2Fv1/files",
            "GET /swagger-ui/index.html/../../v1/files",
            "GET /swagger-ui/index.html;/../../v1/files",
            "GET /actuator/health/liveness/../../../v1/files",
            "GET /actuator/health/liveness/",
            "POST /actuator/health/liveness",
            "HEAD /v1/files",
            "OPTIONS /v1/files");
    return Stream.concat(documented, others).toList();
  }

  /** The whole answer to a request with headers of any kind. */
  static String ask(int port, String line, String... headers) throws IOException {
    String request =
        line + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
