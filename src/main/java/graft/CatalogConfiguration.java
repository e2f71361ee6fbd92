package graft;

import graft.catalog.Shelf;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells the catalog where things are. */
@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {
  @Bean
  Shelf shelf(Settings settings, @Value("${graft.files.max-bytes}") long maxFileBytes) {
    return new Shelf(settings.data(), settings.models(), maxFileBytes);
  }
}
