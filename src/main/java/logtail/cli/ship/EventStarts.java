package logtail.cli.ship;

import logtail.event.Line;
import logtail.parse.CriHead;
import logtail.parse.join.JoinRules;
import logtail.parse.join.StreamState;

/**
 * Finds where events begin in one stream of lines, so that no batch ends within one. Rather misses one than to see one that the
 * daemon does not see. One thread.
 */
final class EventStarts {
    private final JoinRules rules;
    private final CriHead cri = new CriHead();
    private final StreamState[] streams = new StreamState[Line.STDERR + 1];

    EventStarts(JoinRules rules) {
        this.rules = rules;
        for (int i = 0; i < streams.length; i++) {
            streams[i] = new StreamState(rules);
        }
    }

    /** Whether the line {@code bytes[from, to)} begins an event while no other is unfinished. */
    boolean isAt(byte[] bytes, int from, int end) {
        int to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
        boolean isCri = rules.readsCri() && cri.read(bytes, from, to);
        int stream = isCri ? cri.stream() : Line.NO_STREAM;
        boolean isStart = streams[stream].isStart(bytes, isCri ? cri.textFrom() : from, to, isCri && cri.isPart());
        for (int i = 0; i < streams.length; i++) {
            isStart &= i == stream || !streams[i].isOpen();
        }
        return isStart;
    }

    /** Forgets all lines, as the event that they belong to has ended. */
    void forget() {
        for (StreamState stream : streams) {
            stream.forget();
        }
    }
}
