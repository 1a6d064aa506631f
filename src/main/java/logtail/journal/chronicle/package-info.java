/**
 * The journal on Chronicle Queue: one excerpt per block, one file per hour or less, and an index that is kept current.
 * No other package uses Chronicle. The journal writer's thread appends; any thread reads through a reader of its own.
 * Read {@link logtail.journal.chronicle.ChronicleJournal} first.
 */
@NullMarked
package logtail.journal.chronicle;

import org.jspecify.annotations.NullMarked;
