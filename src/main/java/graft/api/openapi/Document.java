package graft.api.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Says what the document is about. It names no host, so that it is the same wherever it runs. */
@Component
class Document implements GlobalOpenApiCustomizer {
  @Override
  public void customise(OpenAPI document) {
    document.info(
        new Info()
            .title("Graft")
            .version("1")
            .description(
                "Fine-tunes transformer models with adapters. Files, models and fine-tuning jobs speak the wire"
                    + " of OpenAI's API, so its clients work with this address as their base URL.")
            .license(
                new License()
                    .name("Apache-2.0")
                    .url("https://www.apache.org/licenses/LICENSE-2.0")));
    document.tags(Tags.all());
    Choices.all()
        .forEach((name, schema) -> document.getComponents().addSchemas(name, Models.of(schema)));
    Problems.define(document.getComponents());
    document.servers(List.of(new Server().url("/")));
  }
}
