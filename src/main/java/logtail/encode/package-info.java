/**
 * Encodes events, gaps and times for tails and drains, as NDJSON, server-sent events or text. Writes into a reused {@link
 * logtail.encode.Output} and allocates nothing per event. Used by one thread at a time. Read {@link
 * logtail.encode.EventFormat} first.
 */
@NullMarked
package logtail.encode;

import org.jspecify.annotations.NullMarked;
