/**
 * What all commands share: exit codes, notices on stderr, the environment, signals, output that cannot harm a terminal. Knows
 * nothing of daemons. Read {@link logtail.cli.base.ExitCode} and {@link logtail.cli.base.Surroundings} first.
 */
@NullMarked
package logtail.cli.base;

import org.jspecify.annotations.NullMarked;
