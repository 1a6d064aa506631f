package logtail.journal.chronicle;

import java.nio.file.Path;
import logtail.journal.Blocks;
import logtail.journal.JournalSettings;
import logtail.runtime.Clock;

/** A process of its own that appends until it is killed, and prints each id once it is acknowledged. */
final class EndlessWriter {
    private EndlessWriter() {}

    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] arguments) {
        var clock = Clock.system();
        try (var journal = ChronicleJournal.open(JournalSettings.in(Path.of(arguments[0])), clock)) {
            for (long block = 0; block < Long.MAX_VALUE; block++) {
                byte[] bytes = Blocks.of("web", clock.nowNs(), "one of block " + block, "two of block " + block);
                journal.append(bytes, bytes.length, (firstIndex, lastIndex) -> System.out.println(lastIndex));
                if (block % 3 == 2) {
                    journal.commit();
                }
            }
        }
    }
}
