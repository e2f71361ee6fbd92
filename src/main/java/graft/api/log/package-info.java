/**
 * What is kept of requests when they are answered: one line each, and how many were refused at the
 * door. Never a query, a header, a body or a client's address.
 */
@NullMarked
package graft.api.log;

import org.jspecify.annotations.NullMarked;
