package graft;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** Offers the checked {@link Settings} to whoever needs them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WrittenSettings.class)
class SettingsConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsConfiguration.class);

  @Bean
  Settings settings(WrittenSettings written, ConfigurableEnvironment environment) {
    UnknownVariables.warning(environment).ifPresent(LOG::warn);
    return written.settings();
  }
}
