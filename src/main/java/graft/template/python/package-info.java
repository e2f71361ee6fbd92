/**
 * Python's meaning of operators, subscripts, printing and formatting, over the values of a
 * template.
 *
 * <p>Uses {@code graft.template.value} and the JDK. Decisions: what may take long or grow large
 * pays its budget first; failures have the words of CPython 3.11, since people look for them.
 */
@NullMarked
package graft.template.python;

import org.jspecify.annotations.NullMarked;
