/**
 * The command line. {@code Main} chooses the command by the first argument; the rooms below hold the commands. Arrows point one
 * way: {@code cli} knows all rooms; {@code cli.up} uses {@code ship} and {@code render}; {@code tail}, {@code ship} and {@code
 * admin} use {@code client}; {@code tail} also {@code render}; all use {@code base}. Each command goes the same way: typed arguments
 * (the {@code …Command} and {@code …Arguments} classes), resolved options (a record, every value checked), run. Read {@link
 * logtail.cli.Main} first, then {@link logtail.cli.tail.Tail} or {@link logtail.cli.ship.Carrier}.
 */
@NullMarked
package logtail.cli;

import org.jspecify.annotations.NullMarked;
