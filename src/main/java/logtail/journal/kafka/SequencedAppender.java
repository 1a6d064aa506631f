package logtail.journal.kafka;

import java.util.Optional;
import logtail.event.AttemptKey;
import logtail.event.EventId;
import logtail.journal.Delivery;
import logtail.journal.Journal;
import logtail.journal.JournalFailedException;
import logtail.journal.JournalId;
import logtail.journal.Place;
import org.jspecify.annotations.Nullable;

/**
 * Appends the batches of one producer to the topic, each once, whatever became of those who did so before; there is one of it at
 * a time. A batch has a sequence, which is greater than those before it, and begins when all before it is committed. So nothing but
 * the last batch that was begun may be stored in part, and what is stored of it stands behind the place where the one before it
 * had ended, in blocks that say so. Blocks that a dead one had sent may come into the topic later still; then readers leave them
 * out, as the first batch tells from where on.
 *
 * <p>Works without a live reader, so beside daemons or without any. One thread, but for {@link #trouble}.
 */
public final class SequencedAppender implements AutoCloseable {
    /** Stands for no sequence. */
    public static final long NONE = -1;

    private static final String SCOPE = "logtail journal copy"; // none that a request can have

    private final JournalTopic topic;
    private final KafkaAppender appender;
    private final String producer;
    private final long[] ends;
    private final KnownLines known;
    private @Nullable LaneTry batch;

    private SequencedAppender(JournalTopic topic, KafkaAppender appender, String producer) {
        this.topic = topic;
        this.appender = appender;
        this.producer = producer;
        ends = topic.ends();
        known = new KnownLines(ends);
    }

    /**
     * Opens the topic, made if that is missing and may be made.
     *
     * @param producer whose batches they are
     * @throws JournalFailedException when Kafka does not answer, or the topic is not right
     */
    public static SequencedAppender open(KafkaSettings settings, String producer) {
        JournalTopic topic = JournalTopic.open(settings);
        KafkaAppender appender = null;
        try {
            appender = new KafkaAppender(topic, settings);
            return new SequencedAppender(topic, appender, producer);
        } catch (RuntimeException e) {
            try (topic) {
                if (appender != null) {
                    appender.close();
                }
            }
            throw e;
        }
    }

    /** The identity of the journal in the topic. */
    public JournalId id() {
        return topic.id();
    }

    /** The topic's place before which there is nothing of the batches that come next. */
    public Place end() {
        return RecordIds.place(ends);
    }

    /**
     * Finds what is stored of this producer. Unpacks nothing. Call it once, before the first batch.
     *
     * @param behind looks behind this place alone, as all before it is known to be of older batches; empty for the whole topic
     * @return the greatest sequence that it found, or {@link #NONE}
     * @throws logtail.journal.JournalUnreadableException when Kafka does not answer
     */
    public long find(Optional<Place> behind) {
        long[] from = topic.beginnings();
        for (int lane = 0; lane < from.length && behind.isPresent(); lane++) {
            from[lane] = Math.max(from[lane], RecordIds.offset(behind.get().behind(lane)) + 1);
        }
        long greatest = NONE;
        long high = key(0).high();
        try (var blocks = new MergedBlocks(topic, from, ends)) {
            for (LaneBlock block = blocks.next(); block != null; block = blocks.next()) {
                Stamp stamp = block.stamp();
                if (stamp != null && stamp.key().isSequence() && stamp.key().high() == high) {
                    known.add(block.lane(), stamp);
                    greatest = Math.max(greatest, stamp.key().low());
                }
            }
        }
        return greatest;
    }

    private AttemptKey key(long sequence) {
        return AttemptKey.ofProducer(SCOPE, producer, sequence);
    }

    /**
     * Begins a batch; all before it is committed.
     *
     * @param sequence not below any that {@link #find} found
     */
    public void begin(long sequence) {
        batch = known.begin(key(sequence), Optional.empty())
                .orElseThrow(() -> new IllegalArgumentException("a later batch than %d is stored".formatted(sequence)));
    }

    /** Appends a block of the batch, as {@link Delivery#append} does. */
    public void append(byte[] bytes, int lengthBytes, Journal.Appended appended) {
        if (batch == null) {
            throw new IllegalStateException("no batch was begun");
        }
        appender.append(bytes, lengthBytes, batch, (first, count) -> {
            int lane = EventId.lane(first);
            ends[lane] = Math.max(ends[lane], RecordIds.offset(first) + 1);
            appended.onAppended(first, count);
        });
    }

    /** Ends the batch: waits, however long, until the brokers have it. */
    public void commit() {
        appender.commit();
        known.readTo(ends);
        batch = null;
    }

    /** What a commit waits for; empty when all is well. Any thread. */
    public String trouble() {
        return appender.trouble();
    }

    @Override
    public void close() {
        try (topic) {
            appender.close();
        }
    }
}
