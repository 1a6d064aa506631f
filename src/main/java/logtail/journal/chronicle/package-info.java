/** The journal on Chronicle Queue. One writer thread appends, any number of readers read, each with its own tailer. */
@NullMarked
package logtail.journal.chronicle;

import org.jspecify.annotations.NullMarked;
