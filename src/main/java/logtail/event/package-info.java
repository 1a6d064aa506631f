/**
 * The parsed log line, and the binary block that packs many of them. Pure data, no threads: a
 * {@link logtail.event.BlockEncoder} or a {@link logtail.event.Block} belongs to the one thread that holds it. Read
 * {@link logtail.event.Block} first; it draws the bytes.
 */
@NullMarked
package logtail.event;

import org.jspecify.annotations.NullMarked;
