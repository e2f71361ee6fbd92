/**
 * A fine-tuning job as data: the request as sent, and the job with nothing left to guess. Attribute
 * names are the REST contract's.
 */
@NullMarked
package graft.spec.job;

import org.jspecify.annotations.NullMarked;
