/**
 * What a template finds without defining it: filters, tests, global functions, and the methods and
 * attributes of values.
 *
 * <p>Uses {@code graft.template.python}, {@code graft.template.value} and the JDK. Decisions: each
 * function binds its own arguments, as the one of Jinja or Python whose name it has; methods that
 * change a list or a dict are undefined, as in Jinja's immutable sandbox, and so is every name that
 * begins with an underscore; what is random or prints an address is not there.
 */
@NullMarked
package graft.template.builtin;

import org.jspecify.annotations.NullMarked;
