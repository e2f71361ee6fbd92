/**
 * What checks of requests found, kept for the next request that asks the same: many jobs come with
 * one model, one configuration and one file.
 */
@NullMarked
package graft.dispatch.check;

import org.jspecify.annotations.NullMarked;
