package graft;

import graft.catalog.hub.Hub;
import graft.catalog.storage.StorageLayout;
import graft.export.ExportSettings;
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

  @Bean
  ExportSettings exportSettings(Settings settings) {
    return settings.export();
  }

  @Bean
  Hub hub(Settings settings) {
    return new Hub(settings.hub());
  }
}
