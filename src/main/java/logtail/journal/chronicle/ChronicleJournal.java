package logtail.journal.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import logtail.journal.CandidateRanges;
import logtail.journal.Growth;
import logtail.journal.Interest;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalId;
import logtail.journal.JournalReader;
import logtail.journal.JournalSettings;
import logtail.journal.Stretches;
import logtail.journal.files.CycleFile;
import logtail.journal.files.CycleFiles;
import logtail.journal.files.CycleStarts;
import logtail.journal.files.ReservedIds;
import logtail.journal.index.IndexedRanges;
import logtail.journal.index.IndexedStretches;
import logtail.journal.index.JournalIndex;
import logtail.runtime.Clock;
import logtail.runtime.CloseStack;
import logtail.runtime.Disk;
import logtail.runtime.OwnLog;
import logtail.runtime.OwnerOnly;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal as a Chronicle queue in {@code <directory>/journal}: one excerpt per block. A file holds at most one hour
 * (UTC), see {@link CycleClock}, and the blocks of one process, see {@link CycleFiles}. {@link BlockAppender} appends,
 * {@link Retention} deletes old files, {@link JournalIndex} tells searches where to read.
 *
 * <p>The journal writer publishes the last id with each commit; readers never look beyond it. An appended block is in the
 * page cache, so it survives the death of the process; a power cut may take what the kernel has not written yet, unless the
 * settings ask for a sync with each commit. Ids lost that way are never given again, see {@link ReservedIds}.
 *
 * <p>Chronicle only appends. {@link CycleFile} reads, because it continues behind damage. Ids continue after the last
 * one that readers were shown, even when its block is damaged by now; the jump in the ids tells what was lost.
 */
public final class ChronicleJournal implements Journal {
    /** A file holds an hour; that its number counts minutes lets names follow the clock when files are full sooner. */
    static final RollCycle ROLL_CYCLE = LegacyRollCycles.MINUTELY;

    private static final int INDEX_COUNT = 4 << 10;
    private static final int INDEX_SPACING = 256;

    private static final Logger LOG = LoggerFactory.getLogger(ChronicleJournal.class);

    private final OpenedFiles files;
    private final CloseStack closing;
    private final Retention retention;
    private final BlockAppender appender; // used by the journal writer alone
    private final MetDamage damage = new MetDamage();
    private final Growth growth = new Growth();
    private final Set<ChronicleReader> readers = ConcurrentHashMap.newKeySet();

    private volatile int lastCycle; // the cycle of the last id
    private volatile long lastIndex;
    private volatile long firstIndex;
    private volatile boolean isClosed;

    private ChronicleJournal(
            JournalSettings settings, Disk disk, Clock clock, Clock ticker, CycleClock cycles, CloseStack closing)
            throws IOException {
        this.closing = closing;
        files = OpenedFiles.recover(settings, disk, ticker, closing);
        lastCycle = files.end().cycle();
        lastIndex = files.end().lastIndex();
        findFirstIndex();
        cycles.startAfter(files.cycles().newest());
        var excerpts = closing.push(openQueue(settings, cycles)).createAppender();
        excerpts.singleThreadedCheckDisabled(true); // opened on one thread, used on the journal writer's
        retention = closing.push(new Retention(this, settings, cycles, new WallWatch(clock, ticker)));
        appender = new BlockAppender(files, settings, cycles, excerpts, retention);
    }

    private static ChronicleQueue openQueue(JournalSettings settings, CycleClock cycles) throws IOException {
        var queue = ChronicleQueue.singleBuilder(CycleFiles.current(folder(settings)))
                .rollCycle(ROLL_CYCLE)
                .indexCount(INDEX_COUNT)
                .indexSpacing(INDEX_SPACING)
                .blockSize(settings.blockSizeBytes())
                .timeProvider(cycles)
                .build();
        OwnerOnly.tighten(CycleFiles.metadata(folder(settings)));
        return queue;
    }

    /**
     * Opens the journal for writing, and creates it when there is none. Takes the same time however much it holds.
     *
     * @param clock decides when an hour is over; the times of receipt come with the blocks
     * @throws JournalFailedException when another process has it open, or the directory cannot be used
     */
    public static ChronicleJournal open(JournalSettings settings, Clock clock) {
        var journal = open(settings, Disk.REAL, clock, System::nanoTime);
        journal.retention.start();
        return journal;
    }

    /**
     * As above, but deletes old files only on {@link #retire} and when the writer must, so that tests may move the clock.
     *
     * @param ticker counts nanoseconds from any origin and never jumps
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

    /** The system's message; an exception of a more specific class than IOException adds its name. */
    private static String reason(Throwable e) {
        return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : e.toString();
    }

    @Override
    public JournalId id() {
        return files.id();
    }

    @Override
    public void append(byte[] bytes, int lengthBytes, Appended appended) {
        appender.append(bytes, lengthBytes, appended);
    }

    @Override
    public void commit() {
        if (!appender.hasUncommitted()) {
            return;
        }
        long last = appender.sync();
        lastCycle = appender.newestCycle();
        files.newestId().set(last);
        lastIndex = last;
        appender.complete();
        growth.wake();
    }

    @Override
    public JournalReader openReader(BitSet lanes) {
        var reader = new ChronicleReader(this);
        readers.add(reader);
        if (isClosed) {
            reader.close();
        }
        return reader;
    }

    @Override
    public CandidateRanges candidates(Interest interest) {
        return interest.isEverything() ? CandidateRanges.EVERYWHERE : new IndexedRanges(files.index(), interest, this);
    }

    @Override
    public Stretches stretches(Interest interest) {
        return new IndexedStretches(files.index(), interest);
    }

    @Override
    public long firstIndex(int lane) {
        return firstIndex;
    }

    @Override
    public long lastIndex(int lane) {
        return lastIndex;
    }

    /** The oldest id of its one lane. */
    public long firstIndex() {
        return firstIndex;
    }

    /** The newest id of its one lane. */
    public long lastIndex() {
        return lastIndex;
    }

    @Override
    public Subscription onGrowth(Runnable wake) {
        return growth.subscribe(wake);
    }

    /** Closes the files and all open readers. Uncommitted blocks stay in the journal, but their callbacks are not called. */
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

    /** How many damaged places readers have met since the journal was opened. Any thread. */
    public long damagedPlaces() {
        return damage.count();
    }

    /** The size of the journal on disk in bytes, without deleted files that readers still hold open. Any thread. */
    public long sizeBytes() {
        return retention.sizeBytes();
    }

    /** How many events retention has deleted since the journal was opened. Any thread. */
    public long retiredEvents() {
        return retention.retiredEvents();
    }

    /** Deletes now what retention may delete. Any thread. */
    void retire() {
        retention.sweep();
    }

    /** The folder of the cycle files. */
    static Path folder(JournalSettings settings) {
        return settings.directory().resolve("journal");
    }

    /**
     * Updates {@link #firstIndex()} from the files that exist now. Reads the disk. Called when the journal is opened and by
     * sweeps of {@link Retention}, so never by two threads at once.
     */
    void findFirstIndex() {
        long next = lastIndex + 1; // taken before the files are read, as the writer may append meanwhile
        firstIndex = Math.min(files.starts().firstIndex(), next);
    }

    /** Hides the cycles before this one, whose files are about to be deleted. */
    void keepFrom(int cycle) {
        files.cycles().keepFrom(cycle);
        findFirstIndex();
    }

    /** Schedules a sweep of retention, because a reader found a file missing. */
    void sweepSoon() {
        retention.sweepSoon();
    }

    /** Makes readers close the files of cycles before this one, which are about to be deleted. */
    void leaveBefore(int cycle) {
        readers.forEach(reader -> reader.leaveBefore(cycle));
    }

    void forget(ChronicleReader reader) {
        readers.remove(reader);
    }

    Path directory() {
        return files.directory();
    }

    CycleStarts starts() {
        return files.starts();
    }

    CycleFiles files() {
        return files.cycles();
    }

    MetDamage damage() {
        return damage;
    }

    JournalIndex index() {
        return files.index();
    }

    /** The cycle of the newest event that readers may see. */
    int lastCycle() {
        return lastCycle;
    }

    private void lowerReservation() {
        try {
            files.reserved().end(lastIndex);
        } catch (IOException e) { // harmless: a later start of the machine may skip some ids
            LOG.warn("at=journal.reservation.failed reason={}", OwnLog.quoted(e.toString()));
        }
    }
}
