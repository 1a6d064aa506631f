package logtail.journal.chronicle;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/** What the files of a cycle are called: its blocks, as Chronicle names them, and its index. Any thread. */
final class CycleNames {
    private static final String INDEX_SUFFIX = ".index";

    private final Path folder;
    private final Path indexFolder;
    private final DateTimeFormatter name;
    private final long lengthMs;

    /** @param directory the daemon's data directory */
    CycleNames(Path directory, RollCycle rollCycle) {
        folder = directory.resolve("journal");
        indexFolder = directory.resolve("index");
        name = DateTimeFormatter.ofPattern(rollCycle.format()).withZone(ZoneOffset.UTC);
        lengthMs = rollCycle.lengthInMillis();
    }

    Path blocks(int cycle) {
        return folder.resolve(name(cycle) + SingleChronicleQueue.SUFFIX);
    }

    Path index(int cycle) {
        return indexFolder.resolve(name(cycle) + INDEX_SUFFIX);
    }

    Path indexFolder() {
        return indexFolder;
    }

    private String name(int cycle) {
        return name.format(Instant.ofEpochMilli(cycle * lengthMs));
    }
}
