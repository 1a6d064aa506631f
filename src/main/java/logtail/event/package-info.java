/**
 * What a log line is once understood, and how many of them are packed into one block. Pure data, no threads: a
 * {@link logtail.event.BlockEncoder} or a {@link logtail.event.Block} belongs to the one thread that holds it. Read
 * {@link logtail.event.Block} first; it draws the bytes.
 */
@NullMarked
package logtail.event;

import org.jspecify.annotations.NullMarked;
