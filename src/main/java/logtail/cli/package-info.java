/**
 * The command line: {@code logtail} tails, {@code serve} runs the daemon, {@code pipe} and {@code run} ship lines to it,
 * {@code up} runs a Procfile. Each command goes the same way: typed arguments (the {@code …Command} classes), resolved
 * options (a record, every value checked), run. It talks to the daemon over HTTP alone; only {@code up} has one inside. One
 * thread per process, but for {@code run} and {@code up}, which have two per stream of a child, the senders of a spool, the
 * view of {@code up}, and the hook that hears signals ({@link logtail.cli.Ending}). Read {@link logtail.cli.Main} first,
 * then {@link logtail.cli.Tail}.
 */
@NullMarked
package logtail.cli;

import org.jspecify.annotations.NullMarked;
