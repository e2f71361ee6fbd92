/**
 * The door: who gets in. One of three modes, decided at start from the settings. Without a key the
 * service is this machine's alone, and so that no web page speaks for its user, it answers only to
 * this machine's own names and to its own pages. With keys it asks for one. Without either, beyond
 * this machine, it starts only where its owner insists.
 *
 * <p>A plain servlet filter: nothing else of Spring Security would be in use. What a key may do
 * beyond getting in is not this package's business.
 */
@NullMarked
package graft.api.access;

import org.jspecify.annotations.NullMarked;
