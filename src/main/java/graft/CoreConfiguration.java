package graft;

import graft.database.SharedClock;
import graft.spec.IdSource;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where time and ids come from. */
@Configuration(proxyBeanMethods = false)
class CoreConfiguration {
  /** This machine's time, until the database is asked for its own. */
  @Bean
  SharedClock clock() {
    return new SharedClock(Clock.systemUTC().instant(), System::nanoTime);
  }

  @Bean
  IdSource idSource(Clock clock) {
    return new TimeOrderedIds(clock, new SecureRandom());
  }
}
