package logtail.drain.cluster;

import java.util.Optional;
import logtail.drain.DrainStatus;
import logtail.drain.DrainWorker;
import logtail.journal.Cursor;
import logtail.journal.JournalId;
import logtail.journal.Place;
import logtail.runtime.Deadline;

/** A drain that runs on this node. */
final class OwnedDrain {
    private final Slot slot;
    private final SlotCursor cursor;
    private final TopicLetters letters;
    private final DrainWorker worker;
    private final JournalId journal;
    private volatile Definition definition;

    /** Runs already. */
    OwnedDrain(
            Definition definition,
            Slot slot,
            SlotCursor cursor,
            TopicLetters letters,
            DrainWorker worker,
            JournalId journal) {
        this.definition = definition;
        this.slot = slot;
        this.cursor = cursor;
        this.letters = letters;
        this.worker = worker;
        this.journal = journal;
    }

    String name() {
        return definition.drain().name();
    }

    Slot slot() {
        return slot;
    }

    TopicLetters letters() {
        return letters;
    }

    Definition definition() {
        return definition;
    }

    DrainStatus status() {
        return worker.status();
    }

    DrainState state() {
        return new DrainState(at(cursor.accepted()), at(cursor.tried()), cursor.order(), status());
    }

    private Cursor at(Place place) {
        return new Cursor(Optional.of(journal), place.text());
    }

    /** Goes on as a newer definition says, which asks for no other worker. */
    void follow(Definition newer, Place start) {
        if (newer.order() > cursor.order()) {
            cursor.follow(newer.order());
            worker.move(start);
        }
        if (newer.isPaused() != definition.isPaused()) {
            worker.pause(newer.isPaused());
        }
        definition = newer;
    }

    /** Ends it; false when it still runs at the deadline. */
    boolean stop(Deadline deadline) {
        return worker.stop(deadline);
    }
}
