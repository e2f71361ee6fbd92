package graft.api.language;

import graft.api.problem.Problem;
import graft.spec.Codec;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Server-sent events as OpenAI's clients read them. Confined to one thread. */
final class EventStream {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final PrintWriter out;

  private EventStream(PrintWriter out) {
    this.out = out;
  }

  /** Begins the answer; from now on errors are events. */
  static EventStream begin(HttpServletResponse response) throws IOException {
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader(
        "X-Accel-Buffering", "no"); // Or nginx gathers events before it passes them on.
    return new EventStream(response.getWriter());
  }

  void chunk(Record chunk) {
    write(JSON.writeValueAsString(Codec.write(chunk)));
  }

  void error(Problem problem) {
    write(JSON.writeValueAsString(Map.of("error", Codec.write(problem.view("").error()))));
  }

  void done() {
    write("[DONE]");
  }

  private void write(String data) {
    out.write("data: " + data + "\n\n");
    out.flush();
  }

  /** Whether the client has gone away. */
  boolean isGone() {
    return out.checkError();
  }
}
