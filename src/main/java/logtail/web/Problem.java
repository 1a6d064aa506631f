package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import logtail.runtime.Json;

/**
 * An error response, RFC 9457 problem JSON.
 *
 * @param detail names the invalid value, the limit and the setting or parameter
 * @param members further members (section 3.2), by name and in order; values as {@link Json#of} takes them
 */
public record Problem(HttpResponseStatus status, String detail, Map<String, Object> members) {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final String TYPE = "about:blank"; // the status says all there is to the type

    public Problem {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** A problem of which the detail says all. */
    public Problem(HttpResponseStatus status, String detail) {
        this(status, detail, Map.of());
    }

    static Problem badRequest(String detail) {
        return new Problem(HttpResponseStatus.BAD_REQUEST, detail);
    }

    /** This problem with one more member. */
    Problem with(String name, Object value) {
        var more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(status, detail, more);
    }

    /**
     * This problem of one line of the request.
     *
     * @param line its number, from 1; in JSON that of the value or of the element
     */
    Problem atLine(long line) {
        return new Problem(status, "line %d: %s".formatted(line, detail), members).with("line", line);
    }

    /** This problem of a request of which so many lines are stored. */
    Problem afterKeeping(long lines) {
        String told = lines == 0 ? "nothing of it is kept" : lines == 1 ? "1 line is kept" : lines + " lines are kept";
        return new Problem(status, detail + "; " + told, members).with("kept", lines);
    }

    String json() {
        Json json = Json.object()
                .with("type", TYPE)
                .with("title", status.reasonPhrase())
                .with("status", status.code())
                .with("detail", detail);
        members.forEach(json::with);
        return json.toString().concat("\n");
    }
}
