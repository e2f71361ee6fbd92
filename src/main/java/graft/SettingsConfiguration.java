package graft;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Offers the checked {@link Settings} to whoever needs them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WrittenSettings.class)
class SettingsConfiguration {
  @Bean
  Settings settings(WrittenSettings written) {
    return written.settings();
  }
}
