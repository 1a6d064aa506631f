package logtail.drain.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import logtail.drain.DrainCodec;
import logtail.drain.DrainStatus;
import logtail.drain.ListedDrain;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.Place;
import logtail.journal.kafka.AdminAnswers;
import logtail.runtime.Deadline;
import logtail.runtime.OwnLog;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How drains are, on whichever node they run: as they say themselves here, else as their node has told the group. Any thread. */
final class DrainViews {
    private static final Logger LOG = LoggerFactory.getLogger(DrainViews.class);
    private static final Duration ASK_WITHIN = Duration.ofSeconds(5);

    private final Journal journal;
    private final Admin admin;
    private final String group;
    private final Function<String, Optional<DrainStatus>> here;

    /**
     * Asks the group only when it is asked.
     *
     * @param here how a drain of this node is; empty for others
     */
    DrainViews(Journal journal, Admin admin, String group, Function<String, Optional<DrainStatus>> here) {
        this.journal = journal;
        this.admin = admin;
        this.group = group;
        this.here = here;
    }

    /** These drains, in their order. Waits for Kafka, for five seconds at most. */
    List<ListedDrain> of(SortedMap<String, Definitions.Known> drains) {
        Map<Integer, String> states = states();
        return drains.entrySet().stream()
                .map(known -> listed(known.getKey(), known.getValue(), states))
                .toList();
    }

    private ListedDrain listed(String name, Definitions.Known known, Map<Integer, String> states) {
        Definition definition = known.definition();
        Place nowhere = Place.nowhere(journal.lanes());
        if (definition == null) {
            return ListedDrain.of(DrainCodec.unreadable(name), false, DrainStatus.broken(nowhere, known.whyNot(), 0));
        }
        DrainStatus status = here.apply(name)
                .orElseGet(() -> elsewhere(
                        definition,
                        Slot.read(states.getOrDefault(Slot.of(name), "")).get(name)));
        return ListedDrain.of(definition.drain(), definition.isDeclared(), status);
    }

    /** As the node that runs it has told. */
    private DrainStatus elsewhere(Definition definition, @Nullable DrainState state) {
        boolean isFollowed = state != null && state.order() >= definition.order();
        Cursor cursor = isFollowed ? Objects.requireNonNull(state).accepted() : Cursor.parse(definition.start());
        Place accepted = cursor.isOf(journal.id())
                ? cursor.place(journal).orElse(Place.nowhere(journal.lanes()))
                : Place.nowhere(journal.lanes());
        long lag = DrainStatus.lag(journal, accepted.max(journal.oldest()));
        DrainStatus told = state == null ? DrainStatus.running(accepted) : state.status();
        var shown = definition.isPaused()
                ? DrainStatus.State.PAUSED
                : told.state() == DrainStatus.State.PAUSED ? DrainStatus.State.RUNNING : told.state();
        return told.at(shown, accepted, lag);
    }

    /** What the owners of slots have told last. */
    private Map<Integer, String> states() {
        var states = new HashMap<Integer, String>();
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = AdminAnswers.of(
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), Deadline.in(ASK_WITHIN));
            committed.forEach((slot, state) -> {
                if (state != null) {
                    states.put(slot.partition(), state.metadata());
                }
            });
        } catch (KafkaException e) {
            LOG.warn("at=drains.states.unread reason={}", OwnLog.quoted(AdminAnswers.reason(e)));
        }
        return states;
    }
}
