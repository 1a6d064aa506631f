/** Assembly: the one place that names concrete classes and their order. Read {@link logtail.daemon.LogtailDaemon}. */
@NullMarked
package logtail.daemon;

import org.jspecify.annotations.NullMarked;
