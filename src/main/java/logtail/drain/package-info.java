/**
 * Forwarding to external stores: each drain is a reader of the journal with a durable cursor and a thread of its own, so a
 * dead one lags and nothing else notices. Read {@link logtail.drain.DrainWorker} first.
 */
@NullMarked
package logtail.drain;

import org.jspecify.annotations.NullMarked;
