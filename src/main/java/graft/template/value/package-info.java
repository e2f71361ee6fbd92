/**
 * The values of a chat template: a closed family of our own with Python's meaning of equal, so that
 * nothing of Java is within a template's reach.
 *
 * <p>Uses the JDK only. Decisions: values do not change, with the exceptions that Jinja makes
 * (namespaces, loops, cyclers), so lists and dicts are shared and never copied. A container knows
 * how deep it is and how many values it holds, counted as often as they are seen; both are bounded
 * where it is made, so that whatever walks through one ends soon. A {@link
 * graft.template.value.Budget} is what one rendering may use.
 */
@NullMarked
package graft.template.value;

import org.jspecify.annotations.NullMarked;
