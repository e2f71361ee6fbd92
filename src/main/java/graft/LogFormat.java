package graft;

import java.util.Map;
import java.util.Set;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Makes {@code graft.log.format} Boot's own setting before the first line is written. What is none
 * of its values is refused later, with all other bad settings.
 */
final class LogFormat implements EnvironmentPostProcessor, Ordered {
  private static final Set<String> STRUCTURED = Set.of("ecs", "logstash");

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    String format = environment.getProperty("graft.log.format", "");
    if (STRUCTURED.contains(format)) {
      environment
          .getPropertySources()
          .addLast(
              new MapPropertySource(
                  "graft.log.format", Map.of("logging.structured.format.console", format)));
    }
  }

  /** After the files of settings are read. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
