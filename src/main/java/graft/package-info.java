/**
 * Starts the application and wires objects; the only place with Spring configuration and settings.
 */
@NullMarked
package graft;

import org.jspecify.annotations.NullMarked;
