package graft.api.log;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Hangs the log into the web server. */
@Configuration(proxyBeanMethods = false)
class LogConfiguration {
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> requestLog(Refusals refusals) {
    return server -> server.addEngineValves(new RequestLog(refusals));
  }
}
