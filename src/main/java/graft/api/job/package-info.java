/**
 * Fine-tuning jobs over HTTP: OpenAI's resource, and what Graft adds to it. May use what {@code
 * graft.api} may.
 *
 * <p>What only OpenAI's clients send is folded into Graft's own request before that is read, so
 * there is one request to check and one record from which a job can be repeated.
 */
@NullMarked
package graft.api.job;

import org.jspecify.annotations.NullMarked;
