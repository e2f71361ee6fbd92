/**
 * Chat templates: the Jinja text that a model carries, rendered to the character as transformers
 * renders it, and unable to reach anything else.
 *
 * <p>Uses the JDK only. {@link graft.template.ChatTemplate} is the way in. The rooms, each using
 * those after it: {@code run} (walks the tree), {@code syntax} (lexer, parser, tree), {@code
 * builtin} (filters, tests, methods), {@code python} (operators, printing, formatting), {@code
 * value} (values and what a rendering may use).
 *
 * <p>Decisions: a template comes with a model, so it is as trustworthy as whoever published that.
 * It is interpreted over values of our own, with a budget of steps, depth and characters and
 * without reflection; Jinjava, which is there to be used, is neither exact nor safe. What is not
 * understood is refused when it is parsed.
 */
@NullMarked
package graft.template;

import org.jspecify.annotations.NullMarked;
