/**
 * Syslog, plain over TCP or TLS and over RELP: both frame the same {@link logtail.drain.sink.syslog.SyslogMessage}, and differ in how
 * they know what was taken. Everything belongs to the drain's thread, but answers of RELP come in on the event loop of their
 * connection: {@link logtail.drain.sink.syslog.RelpAnswers} reads them, and {@link logtail.drain.sink.syslog.RelpWindow} is where the
 * two meet. Read {@link logtail.drain.sink.syslog.SyslogSink} or {@link logtail.drain.sink.syslog.RelpSink} first.
 */
@NullMarked
package logtail.drain.sink.syslog;

import org.jspecify.annotations.NullMarked;
