/** Base models over HTTP. */
@NullMarked
package graft.api.model;

import org.jspecify.annotations.NullMarked;
