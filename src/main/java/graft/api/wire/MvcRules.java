package graft.api.wire;

import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Spring MVC's part of the contract. */
@Component
final class MvcRules implements WebMvcConfigurer {
  private final JsonBodyResolver bodies;
  private final PageResolver pages;

  MvcRules(JsonBodyResolver bodies, PageResolver pages) {
    this.bodies = bodies;
    this.pages = pages;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(bodies);
    resolvers.add(pages);
  }
}
