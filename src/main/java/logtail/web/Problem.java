package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import logtail.runtime.Json;

/**
 * An error response, RFC 9457 problem JSON.
 *
 * @param detail names the invalid value, the limit and the setting or parameter
 * @param kept how many lines of the request are stored all the same; {@link #NOT_SAID} where nothing was to be stored
 */
public record Problem(HttpResponseStatus status, String detail, long kept) {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final long NOT_SAID = -1;
    private static final String TYPE = "about:blank"; // the status says all there is to the type

    /** A problem of a request that stores nothing. */
    public Problem(HttpResponseStatus status, String detail) {
        this(status, detail, NOT_SAID);
    }

    static Problem badRequest(String detail) {
        return new Problem(HttpResponseStatus.BAD_REQUEST, detail);
    }

    /** This problem of a request of which so many lines are stored. */
    Problem afterKeeping(long lines) {
        String told = lines == 0 ? "nothing of it is kept" : lines == 1 ? "1 line is kept" : lines + " lines are kept";
        return new Problem(status, detail + "; " + told, lines);
    }

    String json() {
        Json json = Json.object()
                .with("type", TYPE)
                .with("title", status.reasonPhrase())
                .with("status", status.code())
                .with("detail", detail);
        return (kept == NOT_SAID ? json : json.with("kept", kept)).toString().concat("\n");
    }
}
