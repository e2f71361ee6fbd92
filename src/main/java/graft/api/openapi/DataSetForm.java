package graft.api.openapi;

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
                              "JSON Lines, JSON, CSV, TSV or Parquet, perhaps gzipped, or a ZIP of pictures in"
                                  + " folders named after their labels, with its filename. Several"
                                  + " parts of one format and with the same columns become one file, in the order"
                                  + " of their names")),
              @SchemaProperty(
                  name = "purpose",
                  schema = @Schema(type = "string", allowableValues = "fine-tune")),
              @SchemaProperty(
                  name = "expires_after[anchor]",
                  schema = @Schema(type = "string", allowableValues = "created_at")),
              @SchemaProperty(
                  name = "expires_after[seconds]",
                  schema =
                      @Schema(
                          type = "integer",
                          minimum = "3600",
                          maximum = "2592000",
                          description =
                              "Deletes the file so long after, as soon as no job needs it"))
            }))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface DataSetForm {}
