package graft.job;

import graft.HandClock;
import graft.job.provenance.Versions;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * The package alone, over a real database. Not marked as a configuration, so that no scan of the
 * whole application finds it.
 */
@EnableAutoConfiguration
@ComponentScan
public class JobPackage {
  @Bean
  HandClock clock() {
    return new HandClock();
  }

  @Bean
  Versions versions() {
    return new Versions(Map.of("graft", "test"));
  }

  @Bean
  JobLimits limits() {
    return new JobLimits(1_000, 10);
  }
}
