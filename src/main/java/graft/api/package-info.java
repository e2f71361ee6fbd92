/**
 * The HTTP resources of the one {@code /v1} surface: read requests into specs, write views.
 *
 * <p>Controllers are package-private and hold no rules. What every resource shares (request ids,
 * strict JSON, lists, idempotency keys) is {@link graft.api.web}, the one error body {@link
 * graft.api.problem}, and what OpenAPI says of it {@link graft.api.openapi}. A view is a record,
 * written to JSON by {@link graft.spec.Codec} like every other record of the house, so one set of
 * rules names attributes on the way in and on the way out.
 */
@NullMarked
package graft.api;

import org.jspecify.annotations.NullMarked;
