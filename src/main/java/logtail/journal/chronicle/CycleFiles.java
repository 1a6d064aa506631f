package logtail.journal.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/**
 * The files of a journal, one per cycle, oldest first. Files come at the new end, by the writer, and go at the old one, by
 * retention; both tell. A file that was found damaged at open is set aside under another suffix: we read it as before, but
 * Chronicle, which may wait for half a minute on such a file or throw it away, does not see it any more. Any thread.
 */
final class CycleFiles {
    static final String SUFFIX = SingleChronicleQueue.SUFFIX;
    static final String DAMAGED = ".damaged";

    private final Path folder;
    private final DateTimeFormatter name;
    private final long lengthMs;
    private volatile int[] cycles = {};
    private int oldestKept = Integer.MIN_VALUE;

    CycleFiles(Path folder, RollCycle rollCycle) throws IOException {
        this.folder = folder;
        name = DateTimeFormatter.ofPattern(rollCycle.format()).withZone(ZoneOffset.UTC);
        lengthMs = rollCycle.lengthInMillis();
        refresh();
    }

    /** Whether it is one by its name. */
    static boolean isCycleFile(Path file) {
        String path = file.toString();
        return path.endsWith(SUFFIX) || path.endsWith(DAMAGED);
    }

    /** The cycles that have a file; not to be changed. */
    int[] cycles() {
        return cycles;
    }

    /** The newest cycle that has a file, or {@link Integer#MIN_VALUE}. */
    int newest() {
        int[] known = cycles;
        return known.length == 0 ? Integer.MIN_VALUE : known[known.length - 1];
    }

    /** Looks at the folder again, after somebody else took files out of it. */
    synchronized void refresh() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            cycles = files.filter(CycleFiles::isCycleFile)
                    .flatMapToInt(this::cycle)
                    .filter(cycle -> cycle >= oldestKept)
                    .sorted()
                    .distinct()
                    .toArray();
        } catch (NoSuchFileException e) {
            cycles = new int[0];
        }
    }

    /** The writer begins this cycle, newer than all others; or goes on in the newest one. */
    synchronized void begin(int cycle) {
        int[] known = cycles;
        if (known.length == 0 || known[known.length - 1] < cycle) {
            int[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = cycle;
            cycles = more;
        }
    }

    /** Hides the cycles before this one from now on: their files may vanish at any time. */
    synchronized void keepFrom(int cycle) {
        oldestKept = Math.max(oldestKept, cycle);
        cycles = Arrays.stream(cycles).filter(one -> one >= oldestKept).toArray();
    }

    Path path(int cycle) {
        Path damaged = path(cycle, DAMAGED);
        return Files.exists(damaged) ? damaged : path(cycle, SUFFIX);
    }

    void delete(int cycle) throws IOException {
        Files.deleteIfExists(path(cycle, SUFFIX));
        Files.deleteIfExists(path(cycle, DAMAGED));
    }

    /** The earliest cycle that may be appended to: the newest one, or that after it when its file is set aside. */
    int appendable() {
        int newest = newest();
        return newest != Integer.MIN_VALUE && isSetAside(newest) ? newest + 1 : newest;
    }

    /** Hides the file of this cycle from Chronicle; before Chronicle opens the folder. */
    void setAside(int cycle) throws IOException {
        if (!isSetAside(cycle)) {
            Files.move(path(cycle, SUFFIX), path(cycle, DAMAGED));
        }
    }

    private boolean isSetAside(int cycle) {
        return path(cycle).toString().endsWith(DAMAGED);
    }

    private Path path(int cycle, String suffix) {
        return folder.resolve(name.format(Instant.ofEpochMilli(cycle * lengthMs)) + suffix);
    }

    private IntStream cycle(Path file) {
        String fileName = String.valueOf(file.getFileName());
        try {
            Instant start = name.parse(fileName.substring(0, fileName.indexOf('.')), Instant::from);
            return IntStream.of((int) (start.toEpochMilli() / lengthMs));
        } catch (DateTimeParseException e) {
            return IntStream.empty(); // not one of ours
        }
    }
}
