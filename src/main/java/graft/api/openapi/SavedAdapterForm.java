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

/** Describes the form of an adapter's upload, which a handler reads part by part as it arrives. */
@RequestBody(
    required = true,
    content =
        @Content(
            mediaType = "multipart/form-data",
            schema =
                @Schema(
                    type = "object",
                    requiredProperties = {"file", "model"}),
            schemaProperties = {
              @SchemaProperty(
                  name = "file",
                  array =
                      @ArraySchema(
                          arraySchema =
                              @Schema(
                                  description =
                                      "A ZIP of an AdapterHub or PEFT directory, or its files one"
                                          + " by one, each with its filename; or a ZIP of a whole"
                                          + " setup, as AdapterHub's save_adapter_setup writes it"),
                          schema = @Schema(type = "string", format = "binary"))),
              @SchemaProperty(
                  name = "model",
                  schema =
                      @Schema(
                          type = "string",
                          description = "Name of the base model that the adapter belongs to",
                          example = "all-MiniLM-L6-v2")),
              @SchemaProperty(
                  name = "name",
                  schema =
                      @Schema(
                          type = "string",
                          description =
                              "Part of the adapter's name, 1 to 64 letters, digits, '.', '_' and"
                                  + " '-'",
                          example = "spam")),
              @SchemaProperty(
                  name = "labels",
                  array =
                      @ArraySchema(
                          arraySchema =
                              @Schema(
                                  description =
                                      "Names for the classes of the head, in their order, where the"
                                          + " files do not say them: the part once for each, or"
                                          + " once with names between commas or a JSON array",
                                  example = "[\"ham\", \"spam\"]"),
                          schema = @Schema(type = "string"))),
              @SchemaProperty(
                  name = "setup",
                  schema =
                      @Schema(
                          type = "string",
                          description =
                              "For a fusion, which is none without it: JSON of the adapters that"
                                  + " it mixes, in their order. For any other adapter the setup"
                                  + " in which it was trained, itself as $new",
                          example = "{\"fuse\": [\"adp-1\", \"adp-2\"]}"))
            }))
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface SavedAdapterForm {}
