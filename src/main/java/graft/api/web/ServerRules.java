package graft.api.web;

import graft.api.problem.ServerErrors;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** The web server's part of the contract. */
@Component
final class ServerRules implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
  private static final int SWALLOWED_BYTES = 16 << 20;

  @Override
  public void customize(TomcatServletWebServerFactory server) {
    server.addConnectorCustomizers(connector -> {
      // A model's name may hold a slash: clients send org/base as one segment, org%2Fbase.
      connector.setEncodedSolidusHandling("passthrough");
      connector.setProperty("relaxedQueryChars", "[]");
      // What is left of a refused body is read, so that the client gets to see the answer.
      if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
        http.setMaxSwallowSize(SWALLOWED_BYTES);
      }
    });
    server.addContextCustomizers(context -> {
      if (context.getParent() instanceof StandardHost host) {
        host.setErrorReportValveClass(ServerErrors.class.getName());
      }
    });
  }
}
