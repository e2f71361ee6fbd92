/**
 * The seam between base models and adapter methods: six kinds of site, what may sit in each, and
 * the setup that says what does.
 *
 * <p>A site takes part in the forward pass, so a model cannot declare a place and forget to run it.
 * It is immutable and knows no method; what sits in it comes with the {@link graft.site.Pass}. A
 * base model therefore serves several jobs and predictions at once.
 */
@NullMarked
package graft.site;

import org.jspecify.annotations.NullMarked;
