package logtail.drain;

import java.io.IOException;
import java.nio.file.Path;
import logtail.journal.JournalId;
import logtail.journal.Place;

/**
 * Where the cursors of drains are kept. An engine whose journal has several lanes brings its own. Any thread.
 */
public interface DrainCursors {
    /** Makes the cursor of a new drain, which starts behind {@code first}; {@code folder} exists and is named like the drain. */
    void make(Path folder, Place first) throws IOException;

    /** Opens the cursor of an existing drain. */
    DrainCursor open(Path folder) throws IOException;

    /** Files in the folders of the drains, for a journal of one lane. */
    static DrainCursors inFolders(JournalId journal) {
        return new DrainCursors() {
            private static final String FILE = "cursor";

            @Override
            public void make(Path folder, Place first) throws IOException {
                MappedCursor.make(folder.resolve(FILE), journal, first);
            }

            @Override
            public DrainCursor open(Path folder) throws IOException {
                return MappedCursor.open(folder.resolve(FILE), journal);
            }
        };
    }
}
