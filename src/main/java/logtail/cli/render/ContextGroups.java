package logtail.cli.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import logtail.cli.base.LineOutput;
import logtail.cli.client.StreamLine;
import org.jspecify.annotations.Nullable;

/**
 * Shows matches with their context in groups and says, as grep does, where two of them do not touch. The lines before a
 * match wait until it is there, a moment later, as only their number tells whether others of that process were left out:
 * when they are fewer than was asked for, there were no more. Knows the last {@value #MOST_SOURCES} processes. One thread.
 */
public final class ContextGroups {
    private static final int MOST_SOURCES = 4_096;

    private final LineFormat format;
    private final long before;
    private final long behind;
    private final List<Held> held = new ArrayList<>();
    private final Map<String, Source> sources = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Source last;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Held(StreamLine.Event event, byte[] json) {}

    /** What was shown of one process. */
    private static final class Source {
        String lastId = "";
        long behindLeft;
    }

    /**
     * Groups for {@code format}.
     *
     * @param before how many lines before each match are shown
     * @param behind how many behind it
     */
    public ContextGroups(LineFormat format, long before, long behind) {
        this.format = format;
        this.before = before;
        this.behind = behind;
    }

    /** Whether lines wait for their match. */
    public boolean isHolding() {
        return !held.isEmpty();
    }

    /** Shows an event, or holds it; the arguments are those of {@link LineFormat#event}. */
    public void event(StreamLine.Event event, byte[] json, int from, int length, LineOutput out) {
        Source source = source(event);
        if (!event.context()) {
            beginMatch(source, event, out);
        } else if (source.behindLeft > 0) {
            source.behindLeft--;
        } else {
            held.add(new Held(event, Arrays.copyOfRange(json, from, from + length)));
            return;
        }
        format.event(event, json, from, length, out);
        source.lastId = event.id();
        last = source;
    }

    private void beginMatch(Source source, StreamLine.Event match, LineOutput out) {
        String firstId = held.isEmpty() ? match.id() : held.getFirst().event().id();
        if (last != null && !(last == source && isTouching(source, firstId))) {
            format.apart(out);
        }
        held.forEach(line -> format.event(line.event(), line.json(), 0, line.json().length, out));
        held.clear();
        source.behindLeft = behind;
    }

    private boolean isTouching(Source source, String firstId) {
        return source.behindLeft > 0 || held.size() < before || isNext(source.lastId, firstId);
    }

    /**
     * Whether there is no line between these. Ids do not tell it of the last line of a block in one of several lanes, so two groups
     * that touch there are shown apart.
     */
    private static boolean isNext(String id, String other) {
        try {
            return Long.parseLong(id) + 1 == Long.parseLong(other);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private Source source(StreamLine.Event event) {
        Source source = sources.computeIfAbsent(event.app() + ' ' + event.process(), unused -> new Source());
        if (sources.size() > MOST_SOURCES) {
            sources.remove(sources.keySet().iterator().next());
        }
        return source;
    }
}
