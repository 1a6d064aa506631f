/**
 * {@code pipe} and {@code run}: ship lines of stdin or of a child process to the daemon, through a spool on disk while it is
 * unavailable. One thread per stream, and one that sends from the spool. Read {@link logtail.cli.ship.Carrier}, then {@link
 * logtail.cli.ship.LineShipper}.
 */
@NullMarked
package logtail.cli.ship;

import org.jspecify.annotations.NullMarked;
