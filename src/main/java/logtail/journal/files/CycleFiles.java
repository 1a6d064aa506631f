package logtail.journal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import logtail.runtime.Disk;
import logtail.runtime.OwnerOnly;

/**
 * The files of a journal, one per cycle, oldest first. The writer adds the newest, retention removes the oldest, and
 * both call this class. Any thread.
 *
 * <p>Chronicle writes in the subfolder {@code current}; opening the journal first moves all files up from there. So
 * Chronicle always begins a new file and never sees one of an earlier process: it may wait half a minute for such a file,
 * refuse it, or rename it away when it is damaged.
 */
public final class CycleFiles {
    private static final String CURRENT = "current";
    private static final String METADATA = "metadata.cq4t";
    private static final String SUFFIX = ".cq4";
    private static final long LENGTH_MS = TimeUnit.MINUTES.toMillis(1);

    /** The minute, in UTC, that is the number of the cycle. */
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmm").withZone(ZoneOffset.UTC);

    /** Earlier versions counted hours; their files stay as they are until retention deletes them. */
    private static final String HOURLY_END = "F";

    private final Disk disk;
    private final Path folder;
    private volatile int[] cycles = {};
    private volatile Map<Integer, String> hourly = Map.of(); // names of earlier versions
    private int oldestKept = Integer.MIN_VALUE;

    /**
     * Lists the files in {@code folder}, after moving there those that an earlier process left in Chronicle's.
     *
     * @param disk the disk of the files
     */
    public static CycleFiles takeOver(Disk disk, Path folder) throws IOException {
        OwnerOnly.createDirectories(current(folder));
        for (Path file : list(current(folder))) {
            Files.move(file, folder.resolve(file.getFileName()));
        }
        Files.deleteIfExists(metadata(folder));
        disk.forceDirectory(folder); // makes the new names durable before the old ones are removed
        disk.forceDirectory(current(folder));
        return new CycleFiles(disk, folder);
    }

    private CycleFiles(Disk disk, Path folder) throws IOException {
        this.disk = disk;
        this.folder = folder;
        refresh();
    }

    /** The folder that Chronicle writes to. */
    public static Path current(Path folder) {
        return folder.resolve(CURRENT);
    }

    /** What Chronicle notes beside the files; new with each start. */
    public static Path metadata(Path folder) {
        return current(folder).resolve(METADATA);
    }

    /** All cycle files in this folder and in Chronicle's below it, oldest first. */
    public static List<Path> all(Path folder) throws IOException {
        return Stream.concat(
                        list(current(folder)).stream(), list(folder).stream()) // in the order in which files are moved
                .sorted(Comparator.comparing(CycleFiles::minute))
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
     * @throws NoSuchFileException when retention has deleted it
     */
    public CycleFile open(int cycle) throws IOException {
        return new CycleFile(disk, path(cycle));
    }

    /** The disk of the files. */
    public Disk disk() {
        return disk;
    }

    /** The cycles that have a file; do not modify the array. */
    public int[] cycles() {
        return cycles;
    }

    /** The newest cycle that has a file, or {@link Integer#MIN_VALUE}. */
    public int newest() {
        int[] known = cycles;
        return known.length == 0 ? Integer.MIN_VALUE : known[known.length - 1];
    }

    /** Lists the folder again, after somebody else deleted files. */
    public synchronized void refresh() throws IOException {
        List<Path> files = all(folder);
        hourly = files.stream()
                .map(CycleFiles::nameOf)
                .filter(name -> name.endsWith(HOURLY_END) && cycle(name).isPresent())
                .collect(Collectors.toMap(name -> cycle(name).getAsInt(), name -> name));
        cycles = files.stream()
                .map(CycleFiles::nameOf)
                .flatMapToInt(name -> cycle(name).stream())
                .filter(cycle -> cycle >= oldestKept)
                .distinct()
                .toArray();
    }

    /** Adds the cycle that the writer writes to, unless it is the newest one already. */
    public synchronized void begin(int cycle) {
        int[] known = cycles;
        if (known.length == 0 || known[known.length - 1] < cycle) {
            int[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = cycle;
            cycles = more;
        }
    }

    /** Hides the cycles before this one from now on, because their files may be deleted at any time. */
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

    /** The same, durably: a power cut never brings the file back beside a new one of that name. */
    void deleteForGood(int cycle) throws IOException {
        delete(cycle);
        disk.forceDirectory(folder);
    }

    private String name(int cycle) {
        String old = hourly.get(cycle);
        return old == null ? NAME.format(Instant.ofEpochMilli(cycle * LENGTH_MS)) : old;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static String nameOf(Path file) {
        String fileName = String.valueOf(file.getFileName());
        return fileName.substring(0, fileName.length() - SUFFIX.length());
    }

    /** The name by which files are in order: as it is, or an hour with its first minute. */
    private static String minute(Path file) {
        return minute(nameOf(file));
    }

    private static String minute(String name) {
        return name.endsWith(HOURLY_END) ? name.substring(0, name.length() - HOURLY_END.length()) + "00" : name;
    }

    /** Empty when it is not one of ours. */
    private static OptionalInt cycle(String name) {
        try {
            Instant start = NAME.parse(minute(name), Instant::from);
            return OptionalInt.of((int) (start.toEpochMilli() / LENGTH_MS));
        } catch (DateTimeParseException e) {
            return OptionalInt.empty();
        }
    }
}
