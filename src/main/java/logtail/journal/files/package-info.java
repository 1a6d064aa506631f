/**
 * The journal's files on disk, whoever wrote them: finds them, reads their blocks with plain reads, and continues
 * behind damage. Knows their layout (drawn in {@link logtail.journal.files.CycleFile}), not the library that writes
 * them. An object belongs to one thread unless it says otherwise.
 */
@NullMarked
package logtail.journal.files;

import org.jspecify.annotations.NullMarked;
