/** Bytes in, fields out: syslog, logplex frames, JSON and logfmt scanners. Pure and fuzzable; no threads, no state between lines. Read {@link logtail.parse.SyslogParser} first. */
@NullMarked
package logtail.parse;

import org.jspecify.annotations.NullMarked;
