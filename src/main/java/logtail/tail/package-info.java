/**
 * The read path: filtered, merged tails over the journal. {@code tail-live} fans each new block out to the sessions that keep
 * up, {@code tail-history-1} and its like bring the others up to date; each session belongs to one of them at a time. Read
 * {@link logtail.tail.TailSession} first.
 */
@NullMarked
package logtail.tail;

import org.jspecify.annotations.NullMarked;
