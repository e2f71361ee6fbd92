package graft.catalog;

import java.util.Optional;

/**
 * An answer that is given again to the same request.
 *
 * @param upload SHA-256 of what the form said, lower-case hexadecimal; absent if the request was
 *     none
 * @param contentType absent for an answer without a body
 * @param location where the created object is
 */
public record StoredResponse(
    int status,
    Optional<String> upload,
    Optional<String> contentType,
    Optional<String> location,
    String body) {}
