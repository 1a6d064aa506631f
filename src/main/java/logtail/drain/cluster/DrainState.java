package logtail.drain.cluster;

import java.util.Locale;
import java.util.Optional;
import logtail.drain.DrainStatus;
import logtail.journal.Cursor;
import logtail.journal.Journal;
import logtail.journal.Place;
import logtail.runtime.Json;

/**
 * What the node that runs a drain keeps of it in the group, for whoever runs it next and whoever asks for it.
 *
 * @param accepted cursor of the place up to which the destination has accepted everything
 * @param tried cursor of the end of the newest batch that was started
 * @param order of the definition that it followed last
 */
record DrainState(Cursor accepted, Cursor tried, long order, DrainStatus status) {
    private static final int MOST_TEXT_CHARS = 200;

    /** @param withTroubles whether to tell in words what is wrong */
    Json json(boolean withTroubles) {
        Json json = Json.object()
                .with("a", accepted.toString())
                .with("t", tried.equals(accepted) ? "" : tried.toString())
                .with("o", order)
                .with("s", status.state().name().toLowerCase(Locale.ROOT))
                .with("lag_ms", Math.round(status.lagSeconds() * 1000))
                .with("sent", status.sent())
                .with("resent", status.resent())
                .with("retries", status.retries())
                .with("dead", status.deadLetters())
                .with("lost", status.lost());
        if (withTroubles) {
            status.trouble().ifPresent(text -> json.with("w", cut(text)));
            status.lastError().ifPresent(text -> json.with("e", cut(text)));
        }
        return json;
    }

    /**
     * Reads what {@link #json} made.
     *
     * @throws IllegalArgumentException when it is none
     */
    static DrainState read(Json json) {
        Cursor accepted = Cursor.parse(json.text("a"));
        String tried = json.text("t");
        return new DrainState(
                accepted,
                tried.isEmpty() ? accepted : Cursor.parse(tried),
                json.number("o"),
                new DrainStatus(
                        DrainStatus.State.valueOf(json.text("s").toUpperCase(Locale.ROOT)),
                        Place.of(Journal.NONE),
                        0,
                        json.number("lag_ms") / 1e3,
                        json.number("sent"),
                        json.number("resent"),
                        json.number("retries"),
                        json.number("dead"),
                        json.number("lost"),
                        Optional.of(json.text("w")).filter(text -> !text.isEmpty()),
                        Optional.of(json.text("e")).filter(text -> !text.isEmpty())));
    }

    private static String cut(String text) {
        return text.length() <= MOST_TEXT_CHARS ? text : text.substring(0, MOST_TEXT_CHARS - 1) + "…";
    }
}
