/**
 * Events as bytes for those who asked: NDJSON, server-sent events, text; gaps and times in one form for tails and drains. Written into a
 * reused {@link logtail.encode.Output}; nothing is allocated per event. Owned by one thread at a time. Read {@link
 * logtail.encode.EventFormat} first.
 */
@NullMarked
package logtail.encode;

import org.jspecify.annotations.NullMarked;
