/** Event loops for all sockets, limits of incoming connections, and outgoing connections. */
@NullMarked
package logtail.net;

import org.jspecify.annotations.NullMarked;
