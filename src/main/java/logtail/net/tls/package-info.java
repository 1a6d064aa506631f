/** Certificates and keys of the listeners: read, checked, watched and read again. */
@NullMarked
package logtail.net.tls;

import org.jspecify.annotations.NullMarked;
