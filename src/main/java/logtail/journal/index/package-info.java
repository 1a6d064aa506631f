/**
 * The sparse index of the journal: which id ranges may hold an app, a level or a time. Never needed for correctness; it
 * can always be rebuilt. The {@code journal-writer} adds, the {@code journal-index} thread rebuilds, any thread reads.
 * Read {@link logtail.journal.index.JournalIndex} first.
 */
@NullMarked
package logtail.journal.index;

import org.jspecify.annotations.NullMarked;
