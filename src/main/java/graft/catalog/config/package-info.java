/** Adapter configurations that were saved under a name. */
@NullMarked
package graft.catalog.config;

import org.jspecify.annotations.NullMarked;
