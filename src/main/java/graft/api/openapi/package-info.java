/**
 * The OpenAPI document, made from what runs.
 *
 * <p>springdoc finds the routes; every schema comes from the record that {@link graft.spec.Codec}
 * reads or writes, through {@link graft.spec.Schema}. So the document cannot name an attribute that
 * the service does not know. Only the words that no type holds are annotations on the handlers:
 * {@code @Operation} with an id and a summary, {@code @Tag} on the controller. The example of a
 * request body is {@code examples/<operation id>.json}.
 */
@NullMarked
package graft.api.openapi;

import org.jspecify.annotations.NullMarked;
