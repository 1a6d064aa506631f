/** Where lines come in: Netty listeners, framing, back-pressure. Everything runs on event loops. */
@NullMarked
package logtail.ingest;

import org.jspecify.annotations.NullMarked;
