package logtail.journal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import logtail.runtime.Disk;

/**
 * The files of a journal, one per cycle, oldest first. Files come at the new end, by the writer, and go at the old one, by
 * retention; both tell. Any thread.
 *
 * <p>Chronicle writes in a folder below, {@code current}, and each opening of the journal moves what it finds there up
 * first. So Chronicle sees no file of an earlier process, on which it may wait for half a minute, fail, or throw it away
 * when it is damaged, and begins a new file instead.
 */
public final class CycleFiles {
    private static final String CURRENT = "current";
    private static final String METADATA = "metadata.cq4t";
    private static final String SUFFIX = ".cq4";

    private final Disk disk;
    private final Path folder;
    private final DateTimeFormatter name;
    private final long lengthMs;
    private volatile int[] cycles = {};
    private int oldestKept = Integer.MIN_VALUE;

    /**
     * Those in {@code folder}, after those that an earlier process left in Chronicle's were moved there.
     *
     * @param disk what they lie on
     * @param namePattern how a file is named by the UTC time at which its cycle begins
     * @param length of one cycle
     */
    public static CycleFiles takeOver(Disk disk, Path folder, String namePattern, Duration length) throws IOException {
        Files.createDirectories(current(folder));
        for (Path file : list(current(folder))) {
            Files.move(file, folder.resolve(file.getFileName()));
        }
        Files.deleteIfExists(current(folder).resolve(METADATA));
        disk.forceDirectory(folder); // the new name before the old one is gone for good
        disk.forceDirectory(current(folder));
        return new CycleFiles(disk, folder, namePattern, length);
    }

    private CycleFiles(Disk disk, Path folder, String namePattern, Duration length) throws IOException {
        this.disk = disk;
        this.folder = folder;
        name = DateTimeFormatter.ofPattern(namePattern).withZone(ZoneOffset.UTC);
        lengthMs = length.toMillis();
        refresh();
    }

    /** The folder that Chronicle writes in. */
    public static Path current(Path folder) {
        return folder.resolve(CURRENT);
    }

    /** All cycle files in this folder and in Chronicle's below it, oldest first. */
    public static List<Path> all(Path folder) throws IOException {
        return Stream.concat(list(current(folder)).stream(), list(folder).stream()) // in the order in which files move
                .sorted(Comparator.comparing(file -> String.valueOf(file.getFileName())))
                .toList();
    }

    /** Opens a file found by {@link #all}, which a starting daemon may have moved since. */
    static CycleFile open(Path file) throws IOException {
        try {
            return new CycleFile(file);
        } catch (NoSuchFileException e) {
            Path folder = file.getParent();
            if (folder == null || !folder.endsWith(CURRENT)) {
                throw e;
            }
            return new CycleFile(folder.resolveSibling(file.getFileName()));
        }
    }

    /**
     * Opens the file of a cycle for reading.
     *
     * @throws NoSuchFileException when retention was faster
     */
    public CycleFile open(int cycle) throws IOException {
        return new CycleFile(disk, path(cycle));
    }

    /** What they lie on. */
    public Disk disk() {
        return disk;
    }

    /** The cycles that have a file; not to be changed. */
    public int[] cycles() {
        return cycles;
    }

    /** The newest cycle that has a file, or {@link Integer#MIN_VALUE}. */
    public int newest() {
        int[] known = cycles;
        return known.length == 0 ? Integer.MIN_VALUE : known[known.length - 1];
    }

    /** Looks at the folder again, after somebody else took files out of it. */
    public synchronized void refresh() throws IOException {
        cycles = all(folder).stream()
                .flatMapToInt(this::cycle)
                .filter(cycle -> cycle >= oldestKept)
                .distinct()
                .toArray();
    }

    /** The writer begins this cycle, newer than all others; or goes on in the newest one. */
    public synchronized void begin(int cycle) {
        int[] known = cycles;
        if (known.length == 0 || known[known.length - 1] < cycle) {
            int[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = cycle;
            cycles = more;
        }
    }

    /** Hides the cycles before this one from now on: their files may vanish at any time. */
    public synchronized void keepFrom(int cycle) {
        oldestKept = Math.max(oldestKept, cycle);
        cycles = Arrays.stream(cycles).filter(one -> one >= oldestKept).toArray();
    }

    public Path path(int cycle) {
        String file = name(cycle) + SUFFIX;
        Path above = folder.resolve(file);
        return Files.exists(above) ? above : current(folder).resolve(file);
    }

    /** The file of this cycle's index, which may be missing. */
    public Path index(int cycle) {
        return indexFolder().resolve(name(cycle) + ".index");
    }

    public Path indexFolder() {
        return folder.resolveSibling("index");
    }

    public void delete(int cycle) throws IOException {
        Files.deleteIfExists(path(cycle));
    }

    /** The same, so that a power cut does not bring it back beside a new file of that name. */
    void deleteForGood(int cycle) throws IOException {
        delete(cycle);
        disk.forceDirectory(folder);
    }

    private String name(int cycle) {
        return name.format(Instant.ofEpochMilli(cycle * lengthMs));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
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
