/**
 * The sparse index beside the journal's files: where apps, levels and times may be. Never needed for correctness; it can always be
 * built anew. The {@code journal-writer} adds, {@code journal-index} rebuilds, any thread looks up. Read {@link
 * logtail.journal.index.JournalIndex} first.
 */
@NullMarked
package logtail.journal.index;

import org.jspecify.annotations.NullMarked;
