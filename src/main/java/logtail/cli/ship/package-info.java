/**
 * {@code pipe} and {@code run}: lines of stdin or of a child process on their way to the daemon, kept in a spool on disk while it is
 * away. A thread per stream, and one that sends from the spool. Read {@link logtail.cli.ship.Carrier}, then {@link
 * logtail.cli.ship.LineShipper}.
 */
@NullMarked
package logtail.cli.ship;

import org.jspecify.annotations.NullMarked;
