/**
 * The journal: a durable, ordered log of blocks, and the only place where writers and readers meet. Read
 * {@link logtail.journal.Journal} first; engines are in the packages below.
 */
@NullMarked
package logtail.journal;

import org.jspecify.annotations.NullMarked;
