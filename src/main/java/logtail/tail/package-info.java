/**
 * The read path: filtered, merged tails over the journal. The {@code tail-live} thread delivers each new block to the
 * sessions that keep up, the {@code tail-history-N} threads serve the others; each session is owned by one thread at a time.
 * Read {@link logtail.tail.TailSession} first.
 */
@NullMarked
package logtail.tail;

import org.jspecify.annotations.NullMarked;
