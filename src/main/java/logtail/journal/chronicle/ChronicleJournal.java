package logtail.journal.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.journal.Growth;
import logtail.journal.Interest;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalFullException;
import logtail.journal.JournalReader;
import logtail.journal.JournalSettings;
import logtail.journal.Stretches;
import logtail.runtime.Clock;
import logtail.runtime.CloseStack;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * The journal as a Chronicle queue in {@code <directory>/journal}, one excerpt per block, one file per hour (UTC)
 * or less, see {@link CycleClock}. {@link Retention} deletes old files. {@link JournalIndex} knows where in them to look.
 *
 * <p>The writer's thread owns the plain fields. It publishes two numbers per commit, the last id and the Chronicle index
 * of its excerpt; readers look at nothing that is newer. A block is in the page cache once appended, so it survives the
 * death of the process at any later moment; a power cut may take what the kernel has not yet written, unless the settings ask for a sync
 * with each commit.
 *
 * <p>Opening reads backwards from the end to the first sound block and goes on with the id after it. What a dying
 * process left half-written, Chronicle drops; what damage left unsound, readers skip, and the id jump shows it. A failed
 * append, as on a full disk, is rolled back; the next one finds the end anew and may well succeed.
 */
public final class ChronicleJournal implements Journal {
    /**
     * Every fourth block is in Chronicle's index, which costs two bytes a block. The usual 256th would make each step of
     * a search walk through megabytes: seeks took 10 ms then, and 0.6 ms so. Room for 268 million blocks an hour.
     */
    private static final int INDEX_SPACING = 4;

    private static final int INDEX_COUNT = 8192;

    private static final RollCycle ROLL_CYCLE = RollCycles.FAST_HOURLY;

    private final Path directory;
    private final int maxBlockBytes;
    private final CloseStack closing;
    private final SingleChronicleQueue queue;
    private final RollCycle rollCycle;
    private final CycleClock cycles;
    private final CycleStarts starts;
    private final JournalIndex index;
    private final Retention retention;
    private final Growth growth = new Growth();
    private final Set<ChronicleReader> readers = ConcurrentHashMap.newKeySet();

    // the writer's
    private final ExcerptAppender appender;
    private final AppendedFile file;
    private final CRC32C crc = new CRC32C();
    private final Block block = new Block();
    private final Uncommitted uncommitted = new Uncommitted();
    private boolean isEndKnown;
    private long nextIndex = NONE + 1;
    private long highWaterNs = Long.MIN_VALUE;
    private long newestExcerpt;

    private volatile long lastExcerpt;
    private volatile long lastIndex = NONE;
    private volatile boolean isClosed;

    private ChronicleJournal(
            JournalSettings settings,
            SingleChronicleQueue queue,
            CycleClock cycles,
            WallWatch wall,
            AppendedFile file,
            CloseStack closing) {
        directory = settings.directory().toAbsolutePath();
        maxBlockBytes = settings.maxBlockBytes();
        this.closing = closing;
        this.queue = queue;
        this.file = file;
        rollCycle = queue.rollCycle();
        this.cycles = cycles;
        cycles.startAt(queue.lastCycle());
        starts = new CycleStarts(queue);
        findEnd();
        lastExcerpt = newestExcerpt;
        lastIndex = nextIndex - 1;
        index = closing.push(new JournalIndex(new CycleNames(directory, rollCycle)));
        int newestCycle = rollCycle.toCycle(newestExcerpt);
        if (!index.open(starts.cycles(), newestCycle, rollCycle.toSequenceNumber(newestExcerpt), nextIndex)) {
            cycles.advance();
        }
        appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true); // opened on one thread, used on the writer's
        retention = closing.push(new Retention(this, settings, cycles, wall));
    }

    /**
     * Opens the journal for writing, makes it when there is none. Takes the same time however much it holds.
     *
     * @param clock says when an hour is over; times of receipt come with the blocks
     * @throws JournalFailedException when another process has it open, or the directory cannot be used
     */
    public static ChronicleJournal open(JournalSettings settings, Clock clock) {
        var journal = open(settings, clock, System::nanoTime);
        journal.retention.start();
        return journal;
    }

    /**
     * As above, but old files go only on {@link #retire} and when the writer must, so that tests may move time by hand.
     *
     * @param ticker counts nanoseconds from anywhere and never jumps
     */
    static ChronicleJournal open(JournalSettings settings, Clock clock, Clock ticker) {
        var cycles = new CycleClock(clock, ROLL_CYCLE, settings.cycleBytes());
        var closing = new CloseStack();
        try {
            closing.push(DirectoryLock.acquire(settings.directory()));
            ChronicleLog.warningsOnly();
            var queue = closing.push(ChronicleQueue.singleBuilder(folder(settings))
                    .rollCycle(ROLL_CYCLE)
                    .indexSpacing(INDEX_SPACING)
                    .indexCount(INDEX_COUNT)
                    .blockSize(settings.blockSizeBytes())
                    .timeProvider(cycles)
                    .build());
            return new ChronicleJournal(
                    settings,
                    queue,
                    cycles,
                    new WallWatch(clock, ticker),
                    closing.push(new AppendedFile(settings)),
                    closing);
        } catch (JournalFailedException e) {
            throw closing.closeAfter(e);
        } catch (IOException | RuntimeException | InternalError e) {
            throw closing.closeAfter(new JournalFailedException(
                    "cannot open the journal in %s (LOGTAIL_DATA): %s".formatted(settings.directory(), e), e));
        }
    }

    @Override
    public void append(byte[] bytes, int lengthBytes, Appended appended) {
        if (lengthBytes > maxBlockBytes) {
            throw new JournalFailedException(
                    "a block of %d bytes is larger than %d, a quarter of the journal's block size"
                            .formatted(lengthBytes, maxBlockBytes));
        }
        try {
            if (!isEndKnown) {
                findEnd();
            }
            retention.beforeAppend(lengthBytes);
            file.checkSpace(lengthBytes);
            block.wrap(bytes, 0);
            long newHighWaterNs = Math.max(highWaterNs, block.maxReceivedNs());
            Block.seal(bytes, 0, nextIndex, newHighWaterNs, crc);
            write(bytes, lengthBytes);
            newestExcerpt = appender.lastIndexAppended();
            index.add(
                    cycles.cycle(),
                    rollCycle.toSequenceNumber(newestExcerpt),
                    cycles.writtenBytes() - lengthBytes,
                    block);
            uncommitted.add(appended, nextIndex, block.lastIndex());
            nextIndex = block.lastIndex() + 1;
            highWaterNs = newHighWaterNs;
        } catch (JournalFullException e) {
            isEndKnown = false;
            throw e;
        } catch (Throwable e) { // InternalError is what a mapping throws when its disk fails all the same
            isEndKnown = false;
            throw failed("cannot append to the journal", e);
        }
    }

    @Override
    public void commit() {
        if (uncommitted.isEmpty()) {
            return;
        }
        file.sync();
        lastExcerpt = newestExcerpt;
        lastIndex = uncommitted.lastIndex(); // after the excerpt: who sees this id finds its excerpt
        uncommitted.complete();
        growth.wake();
    }

    @Override
    public JournalReader openReader() {
        var reader = new ChronicleReader(this);
        readers.add(reader);
        if (isClosed) {
            reader.close();
        }
        return reader;
    }

    @Override
    public Stretches stretches(Interest interest) {
        return interest.isEverything() ? Stretches.EVERYWHERE : new IndexedStretches(index, interest, this);
    }

    @Override
    public long firstIndex() {
        return Math.min(starts.firstIndex(), lastIndex + 1);
    }

    @Override
    public long lastIndex() {
        return lastIndex;
    }

    @Override
    public Subscription onGrowth(Runnable wake) {
        return growth.subscribe(wake);
    }

    /** Closes the files, and the readers that are still open. What was not committed is kept, but nobody is told. */
    @Override
    public void close() {
        isClosed = true;
        readers.forEach(ChronicleReader::close);
        closing.close();
    }

    /** What the journal takes on disk, in bytes; files that readers still hold are not counted. Any thread. */
    public long sizeBytes() {
        return retention.sizeBytes();
    }

    /** How many events retention has taken since the journal was opened. Any thread. */
    public long retiredEvents() {
        return retention.retiredEvents();
    }

    /** Deletes now what retention may delete. Any thread. */
    void retire() {
        retention.sweep();
    }

    /** The folder of Chronicle's files. */
    static Path folder(JournalSettings settings) {
        return settings.directory().resolve("journal");
    }

    /** Moves readers out of older cycles, whose files are about to go. */
    void leaveBefore(int cycle) {
        readers.forEach(reader -> reader.leaveBefore(cycle));
    }

    ExcerptCursor openCursor() {
        return new ExcerptCursor(queue);
    }

    void forget(ChronicleReader reader) {
        readers.remove(reader);
    }

    CycleStarts starts() {
        return starts;
    }

    long lastExcerpt() {
        return lastExcerpt;
    }

    JournalIndex index() {
        return index;
    }

    RollCycle rollCycle() {
        return rollCycle;
    }

    JournalFailedException failed(String what, Throwable cause) {
        return cause instanceof JournalFailedException known
                ? known
                : new JournalFailedException("%s in %s (LOGTAIL_DATA): %s".formatted(what, directory, cause), cause);
    }

    private void write(byte[] bytes, int lengthBytes) {
        try (DocumentContext document = appender.writingDocument()) {
            try {
                var target = document.wire().bytes();
                file.reserve(appender.currentFile(), target.writePosition(), lengthBytes);
                target.write(bytes, 0, lengthBytes);
                cycles.endsAt(cycles.cycle(), target.writePosition(), block.maxReceivedNs());
            } catch (Throwable e) {
                document.rollbackOnClose();
                throw e;
            }
        }
    }

    /**
     * Learns which id is next: at birth, and after a failed append, which may have left its block in the file or not.
     */
    private void findEnd() {
        try (var cursor = openCursor()) {
            cursor.fromEndBackwards();
            while (cursor.read()) {
                if (cursor.isSound()) {
                    nextIndex = Math.max(nextIndex, cursor.block().lastIndex() + 1);
                    highWaterNs = Math.max(highWaterNs, cursor.block().highWaterNs());
                    newestExcerpt = cursor.excerpt();
                    cycles.endsAt(
                            cursor.cycle(), cursor.endOffset(), cursor.block().maxReceivedNs());
                    break;
                }
            }
        }
        isEndKnown = true;
    }
}
