package graft.api.openapi;

import java.io.IOException;
import java.io.InputStream;
import org.springdoc.core.properties.SwaggerUiConfigParameters;
import org.springdoc.core.properties.SwaggerUiConfigProperties;
import org.springdoc.core.properties.SwaggerUiOAuthProperties;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springdoc.webmvc.ui.SwaggerIndexPageTransformer;
import org.springdoc.webmvc.ui.SwaggerWelcomeCommon;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/**
 * Lets the pages ask for a key where the service wants one. They keep it for as long as their tab
 * is open, and send it with what they ask for.
 */
@Component
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty(name = "springdoc.swagger-ui.enabled", matchIfMissing = true)
class KeyedPages extends SwaggerIndexPageTransformer {
  private static final String START = "SwaggerUIBundle({";

  private static final String WITH_KEY =
      START
          + """

              requestInterceptor: (request) => {
                const key = sessionStorage.getItem('graft-key');
                if (key) { request.headers['Authorization'] = 'Bearer ' + key; }
                return request;
              },
              responseInterceptor: (response) => {
                if (response.status === 401) {
                  const had = sessionStorage.getItem('graft-key');
                  const key = window.prompt(had ? 'This key is not known here. Another one?' : 'This service wants a key');
                  sessionStorage.removeItem('graft-key');
                  if (key) { sessionStorage.setItem('graft-key', key.replace(/[^!-~]/g, '')); location.reload(); }
                }
                return response;
              },
          """;

  KeyedPages(
      SwaggerUiConfigProperties pages,
      SwaggerUiOAuthProperties signIn,
      SwaggerWelcomeCommon welcome,
      ObjectMapperProvider mapper) {
    super(pages, signIn, welcome, mapper);
  }

  @Override
  protected String defaultTransformations(SwaggerUiConfigParameters parameters, InputStream script)
      throws IOException {
    return super.defaultTransformations(parameters, script).replace(START, WITH_KEY);
  }
}
