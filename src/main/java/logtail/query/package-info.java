/**
 * What a subscriber asks for, and its form in a URL: the command line writes it, the daemon reads it. Values only; no
 * threads. Read {@link logtail.query.TailQuery} first.
 */
@NullMarked
package logtail.query;

import org.jspecify.annotations.NullMarked;
