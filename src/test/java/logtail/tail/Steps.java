package logtail.tail;

import logtail.encode.EventFormat;
import logtail.journal.Journal;
import logtail.query.TailQuery;
import logtail.runtime.MemoryBudget;

/** Drives sessions by hand, in the thread of a test. */
final class Steps {
    private Steps() {}

    /** A session in NDJSON that may hold back as much as it likes. */
    static TailSession session(Journal journal, TailQuery query, TailSink sink) {
        return session(journal, View.ALL, query, EventFormat.Kind.NDJSON, sink);
    }

    /** A session of a reader who may see this much. */
    static TailSession session(Journal journal, View view, TailQuery query, EventFormat.Kind kind, TailSink sink) {
        return new TailSession(journal, view, query, kind, sink, MemoryBudget.Share.of("held", Long.MAX_VALUE));
    }

    /** One turn; whether there is more to do at once. */
    static boolean read(Reading reading) {
        return turn(reading) == Reading.Progress.MORE;
    }

    /** One turn. */
    static Reading.Progress turn(Reading reading) {
        return reading.read(new Turn("j", 1, false, System::nanoTime).begin());
    }

    /** Turns until there is no more to do at once. */
    static Reading.Progress readOn(Reading reading) {
        Reading.Progress progress = turn(reading);
        while (progress == Reading.Progress.MORE) {
            progress = turn(reading);
        }
        return progress;
    }
}
