package logtail.journal.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import logtail.event.Block;
import logtail.event.IdRange;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole journal from its files alone, oldest block first, for the tools: takes no lock, writes nothing, creates
 * nothing, and works while a daemon writes. Reports every loss to a listener just before it returns the first sound
 * block behind it; damage at the end, before {@link #next} returns null.
 *
 * <p>It reads the files that exist when it is opened, the last one up to its end at the time of reading. Not
 * thread-safe.
 */
public final class JournalScan implements AutoCloseable {
    private final List<Path> files;
    private final long newestId; // shown to readers, or Journal.NONE
    private final Consumer<Loss> losses;
    private final List<Loss> pending = new ArrayList<>(); // at most one per file
    private int nextFile;
    private @Nullable CycleFile file;
    private long expected = Loss.UNKNOWN;
    private long greatest = Loss.UNKNOWN;
    private long highWaterNs = Long.MIN_VALUE;
    private boolean hasVanished;

    private JournalScan(List<Path> files, long newestId, Consumer<Loss> losses) {
        this.files = files;
        this.newestId = newestId;
        this.losses = losses;
    }

    /**
     * Opens the journal in {@code directory}, the daemon's data directory.
     *
     * @param losses called for everything damaged or missing, on the caller's thread
     * @throws NoJournalException when the directory holds no journal
     * @throws JournalFailedException when it cannot be read
     */
    public static JournalScan open(Path directory, Consumer<Loss> losses) {
        try {
            long newestId = NewestId.read(directory); // read before the files are listed, so that one of them holds it
            return new JournalScan(files(directory), newestId, losses);
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    /** The oldest id; 1 when the journal is empty. Reads only the beginning. */
    public static long firstId(Path directory) {
        try (var scan = open(directory, loss -> {})) {
            Block block = scan.next();
            return block == null ? 1 : block.firstIndex();
        }
    }

    /** The ids from the oldest to the newest. Reads only the files at both ends. */
    public static IdRange ids(Path directory) {
        List<Path> files = files(directory);
        long first = firstId(directory);
        for (int i = files.size() - 1; i >= 0; i--) {
            long last = 0;
            try (var scan = new JournalScan(files.subList(i, i + 1), Journal.NONE, loss -> {})) {
                for (Block block = scan.next(); block != null; block = scan.next()) {
                    last = block.lastIndex();
                }
            }
            if (last > 0) {
                return IdRange.closed(first, last);
            }
        }
        return new IdRange(1, 1);
    }

    /** Skips whole files that hold only ids below {@code id}. Call only before the first {@link #next}. */
    public void skipFilesBefore(long id) {
        for (int i = files.size() - 1; i > 0; i--) {
            try (var scan = new JournalScan(files.subList(i, i + 1), Journal.NONE, loss -> {})) {
                Block block = scan.next();
                if (block != null && block.firstIndex() <= id) {
                    nextFile = i;
                    return;
                }
            }
        }
    }

    /** Reads the next sound block, or returns null at the end. Valid until the next call. */
    public @Nullable Block next() {
        try {
            for (CycleFile current = currentFile(); current != null; current = currentFile()) {
                switch (current.next()) {
                    case BLOCK -> {
                        check(current.block(), current);
                        return current.block();
                    }
                    case DAMAGE, UNREADABLE -> note(current);
                    case END -> closeFile();
                }
            }
            checkEnd();
            return null;
        } catch (IOException e) {
            throw new JournalFailedException("cannot read the journal: " + e, e);
        }
    }

    /** Names of all files, oldest first. */
    public List<String> fileNames() {
        return files.stream().map(path -> String.valueOf(path.getFileName())).toList();
    }

    /** The name of the file of the last block. */
    public String file() {
        return file == null ? "" : file.name();
    }

    /** The offset in its file at which the last block ends. */
    public long position() {
        return file == null ? 0 : file.position();
    }

    @Override
    public void close() {
        try {
            closeFile();
        } catch (IOException e) {
            // harmless after reading
        }
    }

    private static List<Path> files(Path directory) {
        Path journal = directory.resolve("journal");
        try {
            List<Path> files = CycleFiles.all(journal);
            if (files.isEmpty() && !Files.isDirectory(CycleFiles.current(journal))) {
                throw new NoJournalException(directory);
            }
            return files;
        } catch (NotDirectoryException e) {
            throw new NoJournalException(directory);
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private static JournalFailedException unreadable(Path directory, IOException e) {
        String reason = e instanceof AccessDeniedException
                ? "permission denied for user %s; only the user of its daemon may"
                        .formatted(System.getProperty("user.name"))
                : e.toString();
        return new JournalFailedException(
                "cannot read the journal in %s: %s".formatted(directory.toAbsolutePath(), reason), e);
    }

    private @Nullable CycleFile currentFile() throws IOException {
        while (file == null && nextFile < files.size()) {
            try {
                file = CycleFiles.open(files.get(nextFile++));
            } catch (NoSuchFileException e) {
                hasVanished = true;
            }
        }
        return file;
    }

    private void closeFile() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private void note(CycleFile current) {
        if (!pending.isEmpty() && pending.getLast().file().equals(current.name())) {
            Loss before = pending.removeLast();
            boolean goesOn = before.to() != Loss.UNKNOWN && current.claimedFrom() == before.to() + 1;
            pending.add(damage(before, goesOn ? current.claimedTo() : Loss.UNKNOWN));
            return;
        }
        boolean isClaimLikely = expected == Loss.UNKNOWN || current.claimedFrom() == expected;
        pending.add(new Loss(
                Loss.Kind.DAMAGED,
                current.name(),
                Math.max(0, current.excerpt()),
                current.offset(),
                isClaimLikely && current.claimedFrom() != Loss.UNKNOWN ? current.claimedFrom() : expected,
                isClaimLikely ? current.claimedTo() : Loss.UNKNOWN,
                current.damage()));
    }

    private static Loss damage(Loss first, long to) {
        return new Loss(
                first.kind(),
                first.file(),
                first.excerpt(),
                first.offset(),
                first.from(),
                to,
                "from here on, " + first.what());
    }

    private void check(Block block, CycleFile current) {
        long first = block.firstIndex();
        boolean isSkipping = expected != Loss.UNKNOWN && first > expected;
        if (!pending.isEmpty()) {
            tellPending(first);
        } else if (isSkipping) {
            var kind = hasVanished ? Loss.Kind.RETENTION : Loss.Kind.MISSING;
            tell(kind, current, expected, first - 1, "these ids are not there");
        }
        if (expected != Loss.UNKNOWN && first < expected) {
            tell(Loss.Kind.ORDER, current, first, block.lastIndex(), "ids go back: expected %d".formatted(expected));
        }
        if (block.highWaterNs() < highWaterNs) {
            tell(Loss.Kind.ORDER, current, first, block.lastIndex(), "the high water mark goes back");
        }
        hasVanished = false;
        highWaterNs = block.highWaterNs();
        expected = block.lastIndex() + 1;
        greatest = Math.max(greatest, block.lastIndex());
    }

    /** Checks that the last block is the newest one that was shown to readers. */
    private void checkEnd() {
        boolean isSomeMissing = newestId > greatest;
        if (!pending.isEmpty()) {
            tellPending(isSomeMissing ? newestId + 1 : Loss.UNKNOWN);
        } else if (isSomeMissing && !files.isEmpty()) {
            String last = String.valueOf(files.getLast().getFileName());
            losses.accept(new Loss(Loss.Kind.MISSING, last, 0, 0, expected, newestId, "the newest ids are not there"));
        }
        greatest = Math.max(greatest, newestId);
    }

    private void tell(Loss.Kind kind, CycleFile current, long from, long to, String what) {
        losses.accept(new Loss(kind, current.name(), current.excerpt(), current.offset(), from, to, what));
    }

    /** @param next the first id behind the damage, or {@link Loss#UNKNOWN} at the end of the journal */
    private void tellPending(long next) {
        for (Loss loss : pending) {
            losses.accept(new Loss(
                    loss.kind(),
                    loss.file(),
                    loss.excerpt(),
                    loss.offset(),
                    expected != Loss.UNKNOWN ? expected : loss.from(),
                    next != Loss.UNKNOWN ? next - 1 : loss.to(),
                    loss.what()));
        }
        pending.clear();
    }
}
