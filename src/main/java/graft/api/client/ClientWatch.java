package graft.api.client;

import graft.inference.Client;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Lets a handler see whether its client has closed the connection, which the servlet interface does
 * not tell before something is written.
 */
final class ClientWatch extends ValveBase {
  private static final String ATTRIBUTE = Client.class.getName();

  ClientWatch() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    request.setAttribute(ATTRIBUTE, (Client) () -> isClosed(request.getCoyoteRequest()));
    getNext().invoke(request, response);
  }

  /**
   * Looks, without waiting, for bytes behind the request's own. The end of the connection counts as
   * exactly one byte, so that a reader would come across it; no request is as short.
   */
  private static boolean isClosed(org.apache.coyote.Request request) {
    request.action(ActionCode.AVAILABLE, Boolean.TRUE);
    return request.getAvailable() == 1;
  }

  /** The client of a request; to be asked by the request's own thread. */
  static Client of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Client client ? client : Client.PATIENT;
  }
}
