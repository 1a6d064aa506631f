package logtail.cli.top;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import logtail.runtime.Json;

/**
 * How the daemon says it is. What it leaves out is empty, 0 or {@link Instant#EPOCH}.
 *
 * @param isKnown whether it says more than the names of apps
 * @param upS how long it runs, in seconds
 * @param reason why it is not ready
 */
record Status(
        boolean isKnown,
        String version,
        long upS,
        boolean isReady,
        String reason,
        List<Listener> listeners,
        Ring ring,
        Kept kept,
        List<Session> sessions,
        List<App> apps,
        List<Drain> drains) {
    /** A door for lines. */
    record Listener(String name, double perSecond, long connections) {}

    /** The ring between doors and journal, in slots. */
    record Ring(long size, long used) {}

    /**
     * The journal.
     *
     * @param topic where it is on Kafka, else empty
     * @param oldest when the oldest event came
     */
    record Kept(String topic, long lanes, Instant oldest, long bytes, long diskFree) {}

    /** A tail, in events. */
    record Session(String format, long lag, Instant since, String app, String filter, String remote) {}

    /**
     * Who sends lines.
     *
     * @param events how many in all; -1 when that is not known
     */
    record App(String name, double perSecond, double errorsPerSecond, long events, Instant lastSeen) {}

    /** A way to another store. */
    record Drain(String name, String state, long lagEvents, long lagS) {}

    Status {
        listeners = List.copyOf(listeners);
        sessions = List.copyOf(sessions);
        apps = List.copyOf(apps);
        drains = List.copyOf(drains);
    }

    /**
     * Puts together what {@code GET /status} and {@code GET /apps} answer.
     *
     * @param status an empty object where there is no such answer
     * @throws Json.MalformedException when one is no JSON
     */
    static Status read(String status, String apps) {
        Json told = Json.read(status);
        Json ring = told.get("ring");
        Json journal = told.get("journal");
        return new Status(
                !told.members().isEmpty(),
                told.text("version"),
                told.number("uptime_s"),
                !told.text("ready").equals("false"),
                told.text("reason"),
                told.get("listeners").items().stream().map(Status::listener).toList(),
                new Ring(ring.number("size"), ring.number("used")),
                new Kept(
                        journal.text("topic"),
                        journal.number("lanes"),
                        time(journal.text("oldest")),
                        journal.number("bytes"),
                        journal.number("disk_free")),
                told.get("tails").items().stream().map(Status::session).toList(),
                apps(told.get("apps").items(), Json.read(apps).items()),
                told.get("drains").items().stream().map(Status::drain).toList());
    }

    /** Lines per second through all doors; by apps where doors are not told. */
    double perSecond() {
        return listeners.isEmpty()
                ? apps.stream().mapToDouble(App::perSecond).sum()
                : listeners.stream().mapToDouble(Listener::perSecond).sum();
    }

    private static List<App> apps(List<Json> top, List<Json> all) {
        Map<String, App> apps = new LinkedHashMap<>();
        for (Json app : all) {
            String name = app.text("app");
            apps.put(
                    name,
                    new App(name, app.decimal("per_second"), 0, app.number("events"), time(app.text("last_seen"))));
        }
        for (Json app : top) {
            String name = app.text("app");
            App known = apps.getOrDefault(name, new App(name, 0, 0, -1, time(app.text("last_seen"))));
            apps.put(
                    name,
                    new App(
                            name,
                            app.decimal("per_second"),
                            app.decimal("errors_per_second"),
                            known.events(),
                            known.lastSeen()));
        }
        return List.copyOf(apps.values());
    }

    private static Listener listener(Json listener) {
        return new Listener(
                listener.text("name"), listener.decimal("lines_per_second"), listener.number("connections"));
    }

    private static Session session(Json tail) {
        return new Session(
                tail.text("format"),
                tail.number("lag_events"),
                time(tail.text("since")),
                list(tail.get("app")),
                tail.text("filter"),
                tail.text("remote"));
    }

    /** As {@code GET /drains} names it too. */
    private static Drain drain(Json drain) {
        String seconds = drain.text("lag_s").isEmpty() ? "lag_seconds" : "lag_s";
        return new Drain(drain.text("name"), drain.text("state"), drain.number("lag_events"), drain.number(seconds));
    }

    private static String list(Json value) {
        return value.text()
                .orElseGet(() -> String.join(
                        ",",
                        value.items().stream()
                                .map(item -> item.text().orElse(""))
                                .toList()));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
