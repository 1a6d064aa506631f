package logtail.encode;

import java.util.Map;
import java.util.Optional;
import logtail.event.Severity;

/**
 * How far a tail has come, told once a second to readers who want it.
 *
 * @param at the id or place behind which a reader goes on, newest first that before which; empty while there is none that may be shown
 * @param newest the journal's newest id or place; empty for readers who may not know of every event
 * @param isLive whether all of the history is through and the tail keeps up
 * @param matched matches since the answer began
 * @param sent those of them that were sent
 * @param byLevel matches since this was told last; levels without one are left out
 */
public record Progress(
        Optional<String> at,
        Optional<String> newest,
        boolean isLive,
        long matched,
        long sent,
        Map<Severity, Long> byLevel) {
    public Progress {
        byLevel = Map.copyOf(byLevel);
    }
}
