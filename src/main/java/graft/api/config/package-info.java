/**
 * Adapter configurations over HTTP: the methods, what a configuration means for a model, and saved
 * ones.
 */
@NullMarked
package graft.api.config;

import org.jspecify.annotations.NullMarked;
