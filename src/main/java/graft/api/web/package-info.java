/**
 * What every resource shares: the one error body, request ids, strict JSON, lists and pages,
 * idempotency keys, and the web server's rules.
 *
 * <p>An error is one body for two worlds, the members of RFC 9457 beside the {@code error} object
 * that OpenAI's clients read. It is written straight to the response, without content negotiation:
 * a client that accepts only {@code application/binary} still learns what went wrong. A response
 * that has begun is never patched up; its connection is broken off, so that nobody takes half a
 * file for a whole one.
 *
 * <p>What comes in is text by the letter (UTF-8, no U+0000, no half characters) in every place, and
 * bounded while it is read: bytes, depth, keys, parts, parameters. What goes out repeats little of
 * it: a hundred faults and then their number.
 *
 * <p>A request is 400 where its form is wrong (broken JSON, a missing attribute, a value of the
 * wrong type) and 422 where it is well-formed but cannot be done.
 */
@NullMarked
package graft.api.web;

import org.jspecify.annotations.NullMarked;
