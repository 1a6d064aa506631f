/**
 * {@code logtail drains} and its commands, a class each over {@code DrainCall}. One thread. Read
 * {@link logtail.cli.admin.drains.DrainsCommand} first.
 */
@NullMarked
package logtail.cli.admin.drains;

import org.jspecify.annotations.NullMarked;
