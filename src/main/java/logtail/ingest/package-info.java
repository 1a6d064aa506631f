/**
 * How lines come in: sockets, framing, back-pressure. Everything runs on Netty's event loops, one loop a connection; no
 * thread ever waits. Read {@link logtail.ingest.StreamIntake} first: what every stream of bytes goes through.
 */
@NullMarked
package logtail.ingest;

import org.jspecify.annotations.NullMarked;
