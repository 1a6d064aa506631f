/**
 * The other sides of drains: how events are written for them, how they are handed over, and how it is known that they were
 * taken. Read {@link logtail.drain.sink.Sink} first.
 */
@NullMarked
package logtail.drain.sink;

import org.jspecify.annotations.NullMarked;
