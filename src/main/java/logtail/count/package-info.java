/**
 * What a selection of the journal holds, in numbers: events by time, level and app, and fields with their values. Each class
 * belongs to one thread, which may wait for the disk. Read {@link logtail.count.EventCount} first.
 */
@NullMarked
package logtail.count;

import org.jspecify.annotations.NullMarked;
