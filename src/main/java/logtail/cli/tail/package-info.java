/**
 * {@code logtail [QUERY…]}: a tail of the daemon's journal ({@link logtail.cli.tail.Tail}) or of stdin ({@link
 * logtail.cli.tail.LocalTail}). One thread, except for the cursor file and the signal handler. Read {@link
 * logtail.cli.tail.LogtailCommand}, then {@link logtail.cli.tail.Display}.
 */
@NullMarked
package logtail.cli.tail;

import org.jspecify.annotations.NullMarked;
