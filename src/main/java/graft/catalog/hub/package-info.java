/**
 * Reads files of models from a hub that speaks the Hugging Face protocol: {@code
 * {endpoint}/{repo}/resolve/{revision}/{file}}.
 *
 * <p>Only the endpoint of the settings is ever asked. It may send elsewhere, as the public hub does
 * with large files; such a place must speak https, and never gets the token.
 */
@NullMarked
package graft.catalog.hub;

import org.jspecify.annotations.NullMarked;
