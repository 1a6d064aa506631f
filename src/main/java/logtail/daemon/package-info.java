/** Assembly in order: {@link logtail.daemon.LogtailDaemon} is the one place that names concrete classes. */
@NullMarked
package logtail.daemon;

import org.jspecify.annotations.NullMarked;
