/**
 * The read path: filtered, merged tails over the journal. Two threads own everything here: {@code
 * tail-live} fans each new block out to the sessions that keep up, {@code tail-history} brings the others up to date.
 * Read {@link logtail.tail.TailSession} first.
 */
@NullMarked
package logtail.tail;

import org.jspecify.annotations.NullMarked;
