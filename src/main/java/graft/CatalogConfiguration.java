package graft;

import graft.catalog.hub.Hub;
import graft.catalog.storage.S3Settings;
import graft.catalog.storage.StorageLayout;
import graft.export.ExportSettings;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells the catalog where things are. */
@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {
  @Bean
  StorageLayout layout(Settings settings) {
    return new StorageLayout(
        settings.data(), settings.models(), settings.maxFileBytes(), settings.maxModelBytes());
  }

  /** None where all nodes share the data directory. */
  @Bean
  @ConditionalOnProperty(name = "graft.storage", havingValue = "s3")
  S3Settings bucket(Settings settings) {
    return settings.bucket().orElseThrow();
  }

  @Bean
  ExportSettings exportSettings(Settings settings) {
    return settings.export();
  }

  @Bean
  Hub hub(Settings settings) {
    return new Hub(settings.hub());
  }
}
