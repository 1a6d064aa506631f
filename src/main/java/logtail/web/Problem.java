package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import logtail.runtime.Json;

/**
 * An error response, RFC 9457 problem JSON.
 *
 * @param detail names the invalid value, the limit and the setting or parameter
 */
public record Problem(HttpResponseStatus status, String detail) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem badRequest(String detail) {
        return new Problem(HttpResponseStatus.BAD_REQUEST, detail);
    }

    String json() {
        return Json.object()
                .with("title", status.reasonPhrase())
                .with("status", status.code())
                .with("detail", detail)
                .toString()
                .concat("\n");
    }
}
