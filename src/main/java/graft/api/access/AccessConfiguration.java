package graft.api.access;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Decides the mode before anything else is made: a start that is refused touches nothing. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(AccessConfiguration.class);

  @Bean
  static BeanFactoryPostProcessor access(Environment settings) {
    AccessMode mode = AccessSettings.read(settings);
    return beans -> beans.registerSingleton("accessMode", mode);
  }

  @Bean
  MeterBinder accessMeter(AccessMode mode) {
    boolean isOff = mode instanceof AccessMode.Off;
    if (isOff) {
      LOG.warn("GRAFT_AUTH=off: everybody who reaches this service may do everything");
    }
    return registry ->
        Gauge.builder("graft.auth.off", () -> isOff ? 1 : 0)
            .description("1 where everybody who reaches the service may do everything")
            .register(registry);
  }
}
