package graft.api.doc;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.SchemaProperty;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the form of an upload, which a handler reads part by part as it arrives. */
@RequestBody(
    required = true,
    content =
        @Content(
            mediaType = "multipart/form-data",
            schema =
                @Schema(
                    type = "object",
                    requiredProperties = {"file", "purpose"}),
            schemaProperties = {
              @SchemaProperty(
                  name = "file",
                  schema =
                      @Schema(
                          type = "string",
                          format = "binary",
                          description =
                              "JSON Lines, CSV or TSV, or one of them gzipped, with its filename")),
              @SchemaProperty(
                  name = "purpose",
                  schema = @Schema(type = "string", allowableValues = "fine-tune"))
            }))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface DataSetForm {}
