/**
 * {@code logtail [QUERY…]}: a tail of the daemon's journal ({@link logtail.cli.tail.Tail}) or of stdin ({@link
 * logtail.cli.tail.LocalTail}). One thread, but for the file of a cursor and the hook that hears signals. Read {@link
 * logtail.cli.tail.LogtailCommand}, then {@link logtail.cli.tail.Display}.
 */
@NullMarked
package logtail.cli.tail;

import org.jspecify.annotations.NullMarked;
