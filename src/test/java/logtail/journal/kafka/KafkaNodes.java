package logtail.journal.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import logtail.event.Block;
import logtail.journal.Blocks;
import logtail.journal.Journal;
import logtail.journal.JournalReader;
import logtail.journal.JournalUnreadableException;
import logtail.journal.Place;
import logtail.runtime.FaultHandler;

/** What tests ask of the journals of several nodes. */
final class KafkaNodes {
    static final FaultHandler NO_FAULT = (where, fault) -> {
        throw new AssertionError(where, fault);
    };

    private static final long DEADLINE_S = 30;

    private KafkaNodes() {}

    /** A topic of its own on a broker that is alone. */
    static KafkaSettings settings(String broker, String topic, int lanes) {
        return new KafkaSettings(broker, topic, lanes, 1, true, Packing.ZSTD, Duration.ofDays(7), 1L << 30, Map.of());
    }

    /** Waits until a node shows all that is before a place. */
    static void await(Journal node, Place place) {
        var grown = new Semaphore(1);
        try (var subscription = node.onGrowth(grown::release)) {
            while (!node.newest().covers(place)) {
                if (!grown.tryAcquire(DEADLINE_S, TimeUnit.SECONDS)) {
                    throw new AssertionError(subscription + " did not wake: " + node.newest() + " before " + place);
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The ids of all events that are left to read. */
    static List<Long> ids(JournalReader reader) {
        List<Long> ids = new ArrayList<>();
        each(reader, KafkaNodes::fail, block -> Blocks.events(block).forEach(event -> ids.add(event.index())));
        return ids;
    }

    static List<Long> idsFrom(Journal journal, Place place) {
        try (var reader = journal.openReader()) {
            reader.seek(place);
            return ids(reader).stream().filter(id -> !place.covers(id)).toList();
        }
    }

    /** All events that are left to read, as {@code id:message}. */
    static List<String> readAll(JournalReader reader, List<JournalUnreadableException> refused) {
        List<String> texts = new ArrayList<>();
        each(reader, refused::add, block -> texts.addAll(Blocks.texts(block)));
        return texts;
    }

    private static void fail(JournalUnreadableException refused) {
        throw refused;
    }

    private static void each(
            JournalReader reader, Consumer<JournalUnreadableException> refused, Consumer<Block> taker) {
        for (Block block = reader.nextReadable(refused); block != null; block = reader.nextReadable(refused)) {
            taker.accept(block);
        }
    }
}
