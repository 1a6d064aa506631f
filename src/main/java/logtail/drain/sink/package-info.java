/**
 * What every other side of a drain is: how events are written for it, how they are handed over in batches, and how it is known
 * that they were taken. Each protocol has a package of its own below this one, uses this one, and knows none of the others;
 * {@code logtail.drain.Sinks} makes them. What is no plain value belongs to its drain's thread. Read {@link logtail.drain.sink.Sink}
 * first.
 */
@NullMarked
package logtail.drain.sink;

import org.jspecify.annotations.NullMarked;
