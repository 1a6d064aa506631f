/**
 * Lines that belong together: stack traces, and what somebody's limit has cut in pieces. Pure: lines in, events out; one thread each.
 * Read {@link logtail.parse.join.Joiner} first.
 */
@NullMarked
package logtail.parse.join;

import org.jspecify.annotations.NullMarked;
