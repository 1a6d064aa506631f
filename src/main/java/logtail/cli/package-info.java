/**
 * The command line: {@code logtail} tails, {@code apps} shows who speaks, {@code serve} runs the daemon, {@code pipe} and
 * {@code run} ship lines to it, {@code up} runs a Procfile. Each command goes the same way: typed arguments (the {@code
 * …Command} and {@code …Arguments} classes), resolved options (a record, every value checked), run. It talks to the daemon
 * over HTTP alone; a tail of stdin ({@link logtail.cli.LocalTail}) needs none. One thread per process, but for {@code run},
 * which has two per stream of its child, and the hook that hears signals ({@link logtail.cli.Ending}). Read {@link
 * logtail.cli.Main} first, then {@link logtail.cli.Tail} and {@link logtail.cli.Display}.
 */
@NullMarked
package logtail.cli;

import org.jspecify.annotations.NullMarked;
