package logtail.journal.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import logtail.event.Block;
import logtail.journal.CandidateRanges;
import logtail.journal.Growth;
import logtail.journal.Interest;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalFullException;
import logtail.journal.JournalId;
import logtail.journal.JournalReader;
import logtail.journal.JournalSettings;
import logtail.journal.files.CycleFile;
import logtail.journal.files.CycleFiles;
import logtail.journal.files.CycleStarts;
import logtail.journal.files.IdFile;
import logtail.journal.files.JournalEnd;
import logtail.journal.files.NewestId;
import logtail.journal.files.ReservedIds;
import logtail.journal.index.IndexedRanges;
import logtail.journal.index.JournalIndex;
import logtail.runtime.Clock;
import logtail.runtime.CloseStack;
import logtail.runtime.CrashPoint;
import logtail.runtime.Disk;
import logtail.runtime.OwnLog;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal as a Chronicle queue in {@code <directory>/journal}, one excerpt per block, one file per hour (UTC)
 * or less, see {@link CycleClock}, and per process, see {@link CycleFiles}. {@link Retention} deletes old files. {@link
 * JournalIndex} knows where in them to look.
 *
 * <p>The writer's thread owns the plain fields. It publishes the last id per commit, and readers look at nothing that is
 * newer. A block is in the page cache once appended, so it survives the
 * death of the process at any later moment; a power cut may take what the kernel has not yet written, unless the settings ask for a sync
 * with each commit. Ids that it took are never given again, see {@link ReservedIds}.
 *
 * <p>Chronicle only appends; reading is done by {@link CycleFile}, which goes on behind damage. Ids go on after the last
 * one that readers were shown, even when its block is not sound any more; the id jump shows what was lost. A failed
 * append, as on a full disk, is rolled back; the next one finds the end anew and may well succeed.
 */
public final class ChronicleJournal implements Journal {
    private static final RollCycle ROLL_CYCLE = RollCycles.FAST_HOURLY;

    private static final Logger LOG = LoggerFactory.getLogger(ChronicleJournal.class);

    private final Path directory;
    private final JournalId id;
    private final int maxBlockBytes;
    private final CloseStack closing;
    private final CycleClock cycles;
    private final CycleFiles files;
    private final CycleStarts starts;
    private final JournalIndex index;
    private final NewestId newestId;
    private final ReservedIds reserved;
    private final boolean isDurable;
    private final MetDamage damage = new MetDamage();
    private final Retention retention;
    private final Growth growth = new Growth();
    private final Set<ChronicleReader> readers = ConcurrentHashMap.newKeySet();

    // the writer's
    private final ExcerptAppender appender;
    private final AppendedFile file;
    private final CRC32C crc = new CRC32C();
    private final Block block = new Block();
    private final Uncommitted uncommitted = new Uncommitted();
    private boolean isEndKnown = true;
    private long nextIndex;
    private long highWaterNs;
    private int newestCycle; // that of the newest block, which ends there in its file
    private long newestEnd;

    private volatile int lastCycle; // that of the last id
    private volatile long lastIndex;
    private volatile long firstIndex;
    private volatile boolean isClosed;

    private ChronicleJournal(
            JournalSettings settings, Disk disk, Clock clock, Clock ticker, CycleClock cycles, CloseStack closing)
            throws IOException {
        this.closing = closing;
        this.cycles = cycles;
        directory = settings.directory().toAbsolutePath();
        maxBlockBytes = settings.maxBlockBytes();
        isDurable = settings.sync() == JournalSettings.Sync.GROUP;
        id = IdFile.readOrMake(disk, directory);
        newestId = closing.push(new NewestId(disk, directory));
        reserved = closing.push(new ReservedIds(disk, directory, ticker));
        files = CycleFiles.takeOver(
                disk, folder(settings), ROLL_CYCLE.format(), Duration.ofMillis(ROLL_CYCLE.lengthInMillis()));
        starts = new CycleStarts(files);
        var end = JournalEnd.find(files);
        nextIndex = reserved.lastGiven(Math.max(end.lastIndex(), newestId.get())) + 1;
        highWaterNs = end.highWaterNs();
        newestCycle = end.cycle();
        newestEnd = end.offset();
        lastCycle = newestCycle;
        lastIndex = nextIndex - 1;
        if (lastIndex > end.lastIndex()) {
            LOG.warn(
                    "at=journal.lost from={} to={} what=\"no sound block holds them\"", end.lastIndex() + 1, lastIndex);
        }
        reserved.begin(lastIndex);
        disk.forceDirectory(directory); // what stands in it by now: the journal's folder, its id and what it noted
        file = closing.push(new AppendedFile(settings, disk));
        file.syncLeft(files.path(newestCycle)); // it may hold blocks that were not committed, and are shown from now on
        newestId.set(lastIndex);
        findFirstIndex();
        index = closing.push(JournalIndex.open(files));
        cycles.startAfter(files.newest());
        appender = closing.push(openQueue(settings, cycles)).createAppender();
        appender.singleThreadedCheckDisabled(true); // opened on one thread, used on the writer's
        retention = closing.push(new Retention(this, settings, cycles, new WallWatch(clock, ticker)));
    }

    private static ChronicleQueue openQueue(JournalSettings settings, CycleClock cycles) {
        return ChronicleQueue.singleBuilder(CycleFiles.current(folder(settings)))
                .rollCycle(ROLL_CYCLE)
                .blockSize(settings.blockSizeBytes())
                .timeProvider(cycles)
                .build();
    }

    /**
     * Opens the journal for writing, makes it when there is none. Takes the same time however much it holds.
     *
     * @param clock says when an hour is over; times of receipt come with the blocks
     * @throws JournalFailedException when another process has it open, or the directory cannot be used
     */
    public static ChronicleJournal open(JournalSettings settings, Clock clock) {
        var journal = open(settings, Disk.REAL, clock, System::nanoTime);
        journal.retention.start();
        return journal;
    }

    /**
     * As above, but old files go only on {@link #retire} and when the writer must, so that tests may move time by hand.
     *
     * @param ticker counts nanoseconds from anywhere and never jumps
     */
    static ChronicleJournal open(JournalSettings settings, Clock clock, Clock ticker) {
        return open(settings, Disk.REAL, clock, ticker);
    }

    /** As above, on a disk that a test may let fail. */
    static ChronicleJournal open(JournalSettings settings, Disk disk, Clock clock, Clock ticker) {
        var cycles = new CycleClock(clock, ROLL_CYCLE, settings.cycleBytes());
        var closing = new CloseStack();
        try {
            closing.push(DirectoryLock.acquire(settings.directory()));
            ChronicleLog.warningsOnly();
            return new ChronicleJournal(settings, disk, clock, ticker, cycles, closing);
        } catch (JournalFailedException e) {
            throw closing.closeAfter(e);
        } catch (IOException | RuntimeException | InternalError e) {
            throw closing.closeAfter(new JournalFailedException(
                    "cannot open the journal in %s (LOGTAIL_DATA): %s".formatted(settings.directory(), reason(e)), e));
        }
    }

    /** What the system said; only exceptions of a more telling class name themselves. */
    private static String reason(Throwable e) {
        return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : e.toString();
    }

    @Override
    public JournalId id() {
        return id;
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
            file.checkSpace(cycles.cycle(), lengthBytes);
            block.wrap(bytes, 0);
            long newHighWaterNs = Math.max(highWaterNs, block.maxReceivedNs());
            Block.seal(bytes, 0, nextIndex, newHighWaterNs, crc);
            if (!isDurable) { // else the block itself is on the disk before its ids are shown
                reserve(block.lastIndex());
            }
            write(bytes, lengthBytes);
            CrashPoint.AFTER_APPEND.reach();
            index.add(newestCycle, newestEnd - lengthBytes, block);
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
        lastCycle = newestCycle;
        newestId.set(uncommitted.lastIndex());
        lastIndex = uncommitted.lastIndex();
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
    public CandidateRanges stretches(Interest interest) {
        return interest.isEverything() ? CandidateRanges.EVERYWHERE : new IndexedRanges(index, interest, this);
    }

    @Override
    public long firstIndex() {
        return firstIndex;
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
        boolean isFirst = !isClosed;
        isClosed = true;
        readers.forEach(ChronicleReader::release);
        readers.clear();
        if (isFirst) {
            lowerReservation();
        }
        closing.close();
    }

    /** How many places with damage readers have met since the journal was opened. Any thread. */
    public long damagedPlaces() {
        return damage.count();
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

    /**
     * Makes {@link #firstIndex()} that of the files that are there now; reads the disk. Called when the journal is opened and
     * by sweeps of {@link Retention}, so never by two threads at once.
     */
    void findFirstIndex() {
        long next = lastIndex + 1; // before the files are read: what is appended meanwhile is newer
        firstIndex = Math.min(starts.firstIndex(), next);
    }

    /** Hides the cycles before this one, whose files are about to be deleted. */
    void keepFrom(int cycle) {
        files.keepFrom(cycle);
        findFirstIndex();
    }

    /** Lets retention look at the files soon, as some that it did not delete are gone. */
    void missFiles() {
        retention.sweepSoon();
    }

    /** Moves readers out of older cycles, whose files are about to go. */
    void leaveBefore(int cycle) {
        readers.forEach(reader -> reader.leaveBefore(cycle));
    }

    void forget(ChronicleReader reader) {
        readers.remove(reader);
    }

    Path directory() {
        return directory;
    }

    CycleStarts starts() {
        return starts;
    }

    CycleFiles files() {
        return files;
    }

    MetDamage damage() {
        return damage;
    }

    JournalIndex index() {
        return index;
    }

    /** The cycle of the newest event that readers may see. */
    int lastCycle() {
        return lastCycle;
    }

    JournalFailedException failed(String what, Throwable cause) {
        return cause instanceof JournalFailedException known
                ? known
                : new JournalFailedException("%s in %s (LOGTAIL_DATA): %s".formatted(what, directory, cause), cause);
    }

    private void reserve(long to) throws IOException {
        try {
            reserved.cover(to);
        } catch (IOException e) {
            if (AppendedFile.isFull(e)) {
                throw new JournalFullException("the disk of LOGTAIL_DATA has no room to reserve ids: " + e, e);
            }
            throw e;
        }
    }

    private void lowerReservation() {
        try {
            reserved.end(lastIndex);
        } catch (IOException e) { // ids may be skipped at the next start of the machine, no more
            LOG.warn("at=journal.reservation.failed reason={}", OwnLog.quoted(e.toString()));
        }
    }

    private void write(byte[] bytes, int lengthBytes) {
        long endOffset;
        try (DocumentContext document = appender.writingDocument()) {
            try {
                var target = document.wire().bytes();
                file.reserve(appender.currentFile(), target.writePosition(), lengthBytes);
                file.write(target.writePosition(), bytes, lengthBytes);
                target.writeSkip(lengthBytes);
                CrashPoint.DURING_APPEND.reach();
                endOffset = target.writePosition();
            } catch (Throwable e) {
                document.rollbackOnClose();
                throw e;
            }
        }
        newestCycle = cycles.cycle();
        newestEnd = endOffset;
        files.begin(newestCycle);
        cycles.endsAt(newestCycle, endOffset, block.maxReceivedNs());
    }

    /** Learns which id is next after a failed append, which may have left its block in the file or not. */
    private void findEnd() throws IOException {
        var known = new JournalEnd(newestCycle, newestEnd, nextIndex - 1, highWaterNs, highWaterNs);
        var end = known.readOn(files, cycles.cycle());
        nextIndex = end.lastIndex() + 1;
        highWaterNs = end.highWaterNs();
        isEndKnown = true;
    }
}
