package logtail.cli.admin;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import logtail.runtime.Json;

/**
 * What the daemon says of an app.
 *
 * @param events how many lines of it the daemon has counted
 * @param perSecond lines a second over the last minute
 * @param lastSeen when its newest line came; {@link Instant#EPOCH} when that is not known
 */
public record App(String name, long events, double perSecond, Instant lastSeen) {
    /**
     * Reads the answer of {@code GET /apps}.
     *
     * @throws Json.MalformedException when it is no JSON
     */
    static List<App> list(byte[] json) {
        return Json.read(json).items().stream().map(App::read).toList();
    }

    private static App read(Json app) {
        return new App(app.text("app"), app.number("events"), app.decimal("per_second"), time(app.text("last_seen")));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
