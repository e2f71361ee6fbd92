package graft.api.web;

import graft.api.query.KnownParameters;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Spring MVC's part of the contract. */
@Component
final class MvcRules implements WebMvcConfigurer {
  private final JsonBodyResolver bodies;
  private final PageResolver pages;
  private final KnownParameters parameters;

  MvcRules(JsonBodyResolver bodies, PageResolver pages, KnownParameters parameters) {
    this.bodies = bodies;
    this.pages = pages;
    this.parameters = parameters;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(parameters);
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(bodies);
    resolvers.add(pages);
  }
}
