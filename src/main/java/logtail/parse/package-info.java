/**
 * Parsers of log lines: bytes in, fields out. {@link logtail.parse.Frames} cut the bytes of a connection into frames; a
 * {@link logtail.parse.LineParser} fills a {@link logtail.event.Line} with slices of one frame. Nothing here starts
 * threads, does input or output, throws on bad input or allocates per line; every object belongs to the one thread that
 * feeds it, usually one per connection. Rules and choices are listed in {@code docs/syslog.md}. Read
 * {@link logtail.parse.SyslogParser} first, then {@link logtail.parse.SyslogFrames}.
 */
@NullMarked
package logtail.parse;

import org.jspecify.annotations.NullMarked;
