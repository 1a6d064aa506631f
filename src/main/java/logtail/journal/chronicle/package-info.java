/**
 * The journal on Chronicle Queue: one excerpt per block, one file per hour or less, with the index beside them kept up to date. Nothing of Chronicle leaves this package. The
 * journal writer's thread appends, any thread reads through a reader of its own. Read
 * {@link logtail.journal.chronicle.ChronicleJournal} first.
 */
@NullMarked
package logtail.journal.chronicle;

import org.jspecify.annotations.NullMarked;
