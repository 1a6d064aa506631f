/**
 * A subscriber's query and its form in a URL, which the command line writes and the daemon reads. Values only; no threads.
 * Read {@link logtail.query.TailQuery} first.
 */
@NullMarked
package logtail.query;

import org.jspecify.annotations.NullMarked;
