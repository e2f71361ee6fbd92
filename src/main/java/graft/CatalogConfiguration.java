package graft;

import graft.catalog.Shelf;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells the catalog where things are. */
@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {
  @Bean
  Shelf shelf(Settings settings) {
    return new Shelf(settings.data(), settings.models(), settings.maxFileBytes());
  }
}
