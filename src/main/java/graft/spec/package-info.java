/**
 * What was asked for, as validated records, and the words that both halves of the house share: ids,
 * tasks, progress, error codes.
 *
 * <p>Uses the JDK only. JSON is a {@code Map<String, Object>} here; {@link graft.spec.Codec} turns
 * it into a record and collects every fault with its pointer on the way, which a binding library
 * that stops at the first fault cannot do. The record's constructor is the one place that says
 * which values are allowed.
 */
@NullMarked
package graft.spec;

import org.jspecify.annotations.NullMarked;
