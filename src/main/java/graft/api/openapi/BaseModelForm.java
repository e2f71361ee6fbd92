package graft.api.openapi;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.SchemaProperty;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the form of a base model's upload, which a handler reads part by part. */
@RequestBody(
    required = true,
    content =
        @Content(
            mediaType = "multipart/form-data",
            schema =
                @Schema(
                    type = "object",
                    requiredProperties = {"name"}),
            schemaProperties = {
              @SchemaProperty(
                  name = "name",
                  schema =
                      @Schema(
                          type = "string",
                          description = "What the model is to be called: name or organisation/name",
                          example = "my-org/my-model")),
              @SchemaProperty(
                  name = "file",
                  schema =
                      @Schema(
                          type = "string",
                          format = "binary",
                          description =
                              "A ZIP of a Hugging Face directory, in place of its files")),
              @SchemaProperty(
                  name = "files",
                  array =
                      @ArraySchema(
                          arraySchema =
                              @Schema(
                                  description =
                                      "The files of a Hugging Face directory, each with its filename: config.json,"
                                          + " tokenizer.json, model.safetensors, or shards with their index"),
                          schema = @Schema(type = "string", format = "binary")))
            }))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface BaseModelForm {}
