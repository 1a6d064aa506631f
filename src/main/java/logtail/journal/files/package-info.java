/**
 * The files of the journal as they lie on disk, whoever wrote them: finding them, reading their blocks with plain reads, getting
 * past damage. Knows their layout (drawn in {@link logtail.journal.files.CycleFile}), not the library that writes them. An object
 * belongs to one thread unless it says otherwise.
 */
@NullMarked
package logtail.journal.files;

import org.jspecify.annotations.NullMarked;
