package logtail.drain.cluster;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import logtail.drain.DrainException;
import logtail.runtime.Json;
import logtail.runtime.OwnLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A share of the drains, those whose names it is the slot of, while it belongs to this node. Keeps the states of its drains as one
 * text. Any thread.
 */
final class Slot {
    /** How many there are. */
    static final int COUNT = 64;

    /** What Kafka takes as metadata of an offset, unless it is configured otherwise. */
    private static final int MOST_CHARS = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    private final int number;
    private final Map<String, DrainState> kept = new TreeMap<>(); // of drains that do not run
    private final Map<String, Supplier<DrainState>> running = new TreeMap<>();
    private volatile boolean isOurs = true;

    /** @param text what its last owner left; empty for nothing */
    Slot(int number, String text) {
        this.number = number;
        kept.putAll(read(text));
    }

    /** The slot of a drain. */
    static int of(String drain) {
        return Math.floorMod(drain.hashCode(), COUNT);
    }

    int number() {
        return number;
    }

    /** Whether it is still this node's. */
    boolean isOurs() {
        return isOurs;
    }

    void leave() {
        isOurs = false;
    }

    /** What is kept of a drain that does not run; null for nothing. */
    synchronized @Nullable DrainState kept(String drain) {
        return kept.get(drain);
    }

    /** From now on this tells the state of a drain. */
    synchronized void run(String drain, Supplier<DrainState> state) {
        running.put(drain, state);
    }

    /** A drain does not run any more. */
    synchronized void stopped(String drain) {
        Supplier<DrainState> state = running.remove(drain);
        if (state != null) {
            kept.put(drain, state.get());
        }
    }

    /** Nothing is to be known of this drain any more. */
    synchronized void forget(String drain) {
        running.remove(drain);
        kept.remove(drain);
    }

    /**
     * The states of all its drains; without what their troubles are where there is no room for that.
     *
     * @throws DrainException when they are longer than Kafka takes
     */
    synchronized String text() {
        var states = new TreeMap<>(kept);
        running.forEach((drain, state) -> states.put(drain, state.get()));
        String text = text(states, true);
        if (text.length() > MOST_CHARS) {
            text = text(states, false);
        }
        if (text.length() > MOST_CHARS) {
            throw new DrainException(
                    DrainException.Kind.FAILED,
                    "the places of drains %s do not fit into %d characters: rename one of them"
                            .formatted(states.keySet(), MOST_CHARS));
        }
        return text;
    }

    private static String text(Map<String, DrainState> states, boolean withTroubles) {
        Json json = Json.object();
        states.forEach((drain, state) -> json.with(drain, state.json(withTroubles)));
        return json.toString();
    }

    /** Reads what {@link #text} made; what cannot be read is as if nothing was kept, which sends events again. */
    static Map<String, DrainState> read(String text) {
        var states = new TreeMap<String, DrainState>();
        if (!text.isEmpty()) {
            try {
                Json.read(text).members().forEach((drain, state) -> states.put(drain, DrainState.read(state)));
            } catch (Json.MalformedException | IllegalArgumentException e) {
                LOG.warn("at=drain.state.unreadable reason={}", OwnLog.quoted(String.valueOf(e.getMessage())));
            }
        }
        return states;
    }
}
