/** The one place where writers and readers meet: blocks in order, kept. Read {@link logtail.journal.Journal} first; engines live in packages below. */
@NullMarked
package logtail.journal;

import org.jspecify.annotations.NullMarked;
