package graft.api.client;

import graft.inference.Client;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.Http11InputBuffer;

/**
 * Lets a handler see whether its client has closed the connection, which the servlet interface does
 * not tell before something is written. What tells it lies behind the request's body, so the body
 * has to be read first; until then a client counts as there.
 */
final class ClientWatch extends ValveBase {
  private static final String ATTRIBUTE = Client.class.getName();

  ClientWatch() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    org.apache.coyote.Request wire = request.getCoyoteRequest();
    if (wire.getInputBuffer() instanceof Http11InputBuffer buffer) {
      boolean hasLength = wire.getContentLengthLong() >= 0;
      Watched body = hasLength ? new WatchedBody(buffer) : new WatchedChunks(buffer);
      wire.setInputBuffer(body);
      try {
        request.setAttribute(ATTRIBUTE, (Client) () -> !body.hasMoreBehind() && isClosed(wire));
        getNext().invoke(request, response);
      } finally {
        wire.setInputBuffer(buffer);
      }
    } else {
      getNext().invoke(request, response);
    }
  }

  /**
   * Looks, without waiting, for what comes behind the request. The end of the connection is told as
   * one byte that is not there when it is looked for again. Whoever has sent the next request
   * already counts as there; whoever says that nothing more will come counts as gone, for that is
   * all that can be seen of it.
   */
  private static boolean isClosed(org.apache.coyote.Request wire) {
    return available(wire, true) == 1 && available(wire, false) == 0;
  }

  private static int available(org.apache.coyote.Request wire, boolean reads) {
    wire.action(ActionCode.AVAILABLE, reads);
    return wire.getAvailable();
  }

  /** The client of a request; to be asked by the request's own thread. */
  static Client of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Client client ? client : Client.PATIENT;
  }
}
