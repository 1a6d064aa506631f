/** The {@code logtail} command: typed arguments, resolved options, run. Read {@link logtail.cli.Main} first. */
@NullMarked
package logtail.cli;

import org.jspecify.annotations.NullMarked;
