/**
 * The daemon as the command line sees it, over HTTP alone: address, token, TLS trust, requests, and the NDJSON stream read
 * line by line. Blocks the calling thread. Read {@link logtail.cli.client.DaemonClient} first.
 */
@NullMarked
package logtail.cli.client;

import org.jspecify.annotations.NullMarked;
