package logtail.journal.kafka;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import logtail.event.EventId;
import logtail.journal.CandidateRanges;
import logtail.journal.Deliveries;
import logtail.journal.Growth;
import logtail.journal.Interest;
import logtail.journal.Journal;
import logtail.journal.JournalId;
import logtail.journal.JournalReader;
import logtail.journal.Place;
import logtail.journal.Unindexed;
import logtail.runtime.FaultHandler;
import org.jspecify.annotations.Nullable;

/**
 * A journal on one topic of a Kafka cluster, which many nodes share. A lane is a partition; a record is a block of a lane
 * ({@link PackedBlock}), whose ids are given by its offset. {@link KafkaAppender} writes blocks; {@link LiveReader} reads all of
 * them into {@link RecentBlocks}, and only what it has read is visible here; {@link KafkaReader} serves from there, or from the
 * topic what is older. The lines of a key are in the topic as often as nodes stored them, and shown once: {@link KafkaDeliveries}
 * leaves out what is known to be stored, {@link ShownOnce} what is there twice all the same.
 *
 * <p>A block becomes visible on each node some moments after it is acknowledged. How many events a gap had is not known, and
 * there is no index yet.
 */
public final class KafkaJournal implements Journal {
    /** What it takes of the heap: the newest blocks, those on their way to the brokers, and what readers fetch. */
    public static final long HEAP_BYTES = 192L << 20;

    static final int SENDING_BYTES = 32 << 20;

    private static final long RECENT_BYTES = 64L << 20;
    private static final long EVENTS_OF_A_BLOCK = 64; // guessed

    private final JournalTopic topic;
    private final KafkaAppender appender;
    private final RecentBlocks recent;
    private final Beginnings beginnings;
    private final MergedPlaces places;
    private final Growth growth = new Growth();
    private final LiveReader live;
    private final KafkaDeliveries deliveries;
    private boolean isClosed;

    private KafkaJournal(JournalTopic topic, KafkaAppender appender, long recentBytes, FaultHandler faults) {
        this.topic = topic;
        this.appender = appender;
        long[] ends = topic.ends();
        recent = new RecentBlocks(ends, recentBytes);
        beginnings = new Beginnings(topic.beginnings());
        places = new MergedPlaces(topic, recent, beginnings);
        var known = new KnownLines(ends);
        live = new LiveReader(topic, ends, recent, beginnings, known, growth, faults);
        deliveries = new KafkaDeliveries(appender, live, known, new StampScan(topic, beginnings, ends));
    }

    /**
     * Opens the journal, with its topic made if that is missing and may be made. What is in it already is visible then.
     *
     * @param faults told when it turns out that the topic is not the same any more
     * @throws logtail.journal.JournalFailedException when Kafka does not answer, or the topic is not right
     */
    public static KafkaJournal open(KafkaSettings settings, FaultHandler faults) {
        return open(settings, RECENT_BYTES, faults);
    }

    /** @param recentBytes how much of the newest blocks to hold in memory */
    static KafkaJournal open(KafkaSettings settings, long recentBytes, FaultHandler faults) {
        JournalTopic topic = JournalTopic.open(settings);
        KafkaAppender appender = null;
        try {
            appender = new KafkaAppender(topic, settings);
            var journal = new KafkaJournal(topic, appender, recentBytes, faults);
            journal.live.start();
            return journal;
        } catch (RuntimeException e) {
            closeAll(e, appender, topic);
            throw e;
        }
    }

    private static void closeAll(RuntimeException failure, @Nullable KafkaAppender appender, JournalTopic topic) {
        try (topic) {
            if (appender != null) {
                appender.close();
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public JournalId id() {
        return topic.id();
    }

    @Override
    public void append(byte[] bytes, int lengthBytes, Appended appended) {
        appender.append(bytes, lengthBytes, null, appended);
    }

    @Override
    public Optional<Deliveries> deliveries() {
        return Optional.of(deliveries);
    }

    /** Waits until all that was appended is acknowledged; the live reader shows it then, soon. */
    @Override
    public void commit() {
        appender.commit();
    }

    @Override
    public void giveUp() {
        appender.giveUp();
    }

    @Override
    public String trouble() {
        String writing = appender.trouble();
        return writing.isEmpty() ? live.trouble() : writing;
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    /** How much of the newest blocks is in memory. Any thread. */
    public long recentBytes() {
        return recent.bytes();
    }

    @Override
    public int lanes() {
        return topic.lanes();
    }

    @Override
    public int laneOf(byte[] bytes, int from, int length) {
        return Lanes.lane(bytes, from, length, lanes());
    }

    @Override
    public JournalReader openReader(BitSet lanes) {
        return new KafkaReader(topic, recent, beginnings, lanes);
    }

    @Override
    public CandidateRanges candidates(Interest interest) {
        return new Unindexed(this);
    }

    @Override
    public long firstIndex(int lane) {
        return Math.min(RecordIds.first(lane, beginnings.of(lane)), lastIndex(lane) + 1);
    }

    @Override
    public long lastIndex(int lane) {
        return newest().behind(lane);
    }

    @Override
    public Place newest() {
        return recent.visible();
    }

    @Override
    public Place end() {
        return RecordIds.place(topic.ends());
    }

    /** Known within a block alone, as blocks do not tell yet how many events are before them. */
    @Override
    public OptionalLong count(long behind, long to) {
        if (to <= behind) {
            return OptionalLong.of(0);
        }
        boolean isWhole = to == RecordIds.last(EventId.lane(to), RecordIds.offset(to)); // its last events may not exist
        return EventId.block(behind + 1) == EventId.block(to) && !isWhole
                ? OptionalLong.of(to - behind)
                : OptionalLong.empty();
    }

    @Override
    public long ids(long events) {
        return events * (EventId.MOST_EVENTS / EVENTS_OF_A_BLOCK);
    }

    @Override
    public Place behind(long id) {
        Place found = places.behind(EventId.lane(id), RecordIds.offset(id));
        return (found == null ? oldest() : found).with(id);
    }

    @Override
    public Place before(Place place, long events) {
        Place found = places.before(place, events);
        Place oldest = oldest();
        return (found == null ? oldest : found.max(oldest)).min(place);
    }

    @Override
    public Subscription onGrowth(Runnable wake) {
        return growth.subscribe(wake);
    }

    /** The appender first, so that what was appended still gets its acknowledgement. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try (topic;
                live;
                deliveries) {
            appender.close();
        }
    }
}
