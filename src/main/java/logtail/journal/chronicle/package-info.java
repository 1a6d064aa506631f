/**
 * The journal on Chronicle Queue: one excerpt per block, one file per hour or less. Nothing of Chronicle leaves this package. The
 * journal writer's thread appends, any thread reads through a reader of its own. Read
 * {@link logtail.journal.chronicle.ChronicleJournal} first.
 */
@NullMarked
package logtail.journal.chronicle;

import org.jspecify.annotations.NullMarked;
