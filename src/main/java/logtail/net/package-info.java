/** Sockets of both directions: the event loops they are served on, and connections that we open to others. */
@NullMarked
package logtail.net;

import org.jspecify.annotations.NullMarked;
