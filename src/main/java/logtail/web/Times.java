package logtail.web;

import java.time.Instant;

/** Times of answers: RFC 3339 in UTC. Pure. */
final class Times {
    private Times() {}

    /** @param ns since the Unix epoch */
    static String text(long ns) {
        return Instant.ofEpochSecond(0, ns).toString();
    }
}
