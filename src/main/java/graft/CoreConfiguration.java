package graft;

import graft.spec.IdSource;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where time and ids come from. */
@Configuration(proxyBeanMethods = false)
class CoreConfiguration {
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  IdSource idSource(Clock clock) {
    return new TimeOrderedIds(clock, new SecureRandom());
  }
}
