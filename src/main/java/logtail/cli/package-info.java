/**
 * The command line: {@code logtail} tails, {@code apps} shows who speaks, {@code serve} runs the daemon, {@code pipe} and
 * {@code run} ship lines to it, {@code up} runs a Procfile. Each command goes the same way: typed arguments (the {@code
 * …Command} and {@code …Arguments} classes), resolved options (a record, every value checked), run. It talks to the daemon
 * over HTTP alone ({@link logtail.cli.DaemonAccess} says how); a tail of stdin ({@link logtail.cli.LocalTail}) needs none.
 * One thread per process, but for the spool, the file of a cursor, the streams of a child, which have two each, and the hook
 * that hears signals ({@link logtail.cli.Ending}). Read {@link logtail.cli.Main} first, then {@link logtail.cli.Tail} and
 * {@link logtail.cli.Display}, or {@link logtail.cli.Carrier} and {@link logtail.cli.LineShipper}.
 */
@NullMarked
package logtail.cli;

import org.jspecify.annotations.NullMarked;
