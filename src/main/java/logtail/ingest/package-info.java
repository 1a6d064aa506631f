/**
 * The intake of lines: sockets, decoding, back-pressure. Everything runs on Netty's event loops, one loop per
 * connection; no thread ever blocks. Read {@link logtail.ingest.StreamIntake} first, which every stream of bytes
 * passes.
 */
@NullMarked
package logtail.ingest;

import org.jspecify.annotations.NullMarked;
