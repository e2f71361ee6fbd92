/**
 * How the program is called, and what it looks at before anything starts.
 *
 * <p>May use {@code data}, {@code format}, {@code tensor} and {@code spec}. Nothing here knows
 * Spring: a command is done before a framework would have started, and a start that cannot succeed
 * is refused before the database is touched. {@link graft.cli.CommandLine} decides what was meant;
 * a further command is a further {@link graft.cli.Command} in its list.
 *
 * <p>Exit status: 0 done, 1 tried and failed, 2 called wrongly.
 */
@NullMarked
package graft.cli;

import org.jspecify.annotations.NullMarked;
