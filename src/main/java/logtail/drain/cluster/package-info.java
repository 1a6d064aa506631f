/**
 * Drains of a journal that many nodes share: each runs on one of them, and all of them tell of it. Read first {@link
 * logtail.drain.cluster.ClusterDrains}.
 */
@NullMarked
package logtail.drain.cluster;

import org.jspecify.annotations.NullMarked;
