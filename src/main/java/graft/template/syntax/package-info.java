/**
 * From a template's text to its tree, by the rules of Jinja's lexer and parser with {@code
 * trim_blocks}, {@code lstrip_blocks}, loop controls and {@code {% generation %}}.
 *
 * <p>Uses {@code graft.template.value} and the JDK. Decisions: what is not understood (a tag, a
 * filter or a test of an unknown name, a tag that needs other templates) is refused here with its
 * place, so that nothing is half rendered; the tree is sealed records, so that whoever walks it
 * sees every case.
 */
@NullMarked
package graft.template.syntax;

import org.jspecify.annotations.NullMarked;
