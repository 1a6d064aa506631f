package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.StringWriter;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An error response, RFC 9457 problem JSON.
 *
 * @param detail names the invalid value, the limit and the setting or parameter
 */
public record Problem(HttpResponseStatus status, String detail) {
    private static final JsonFactory JSON = new JsonFactory();

    static final String MEDIA_TYPE = "application/problem+json";

    static Problem badRequest(String detail) {
        return new Problem(HttpResponseStatus.BAD_REQUEST, detail);
    }

    String json() {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("title", status.reasonPhrase());
            json.writeNumberProperty("status", status.code());
            json.writeStringProperty("detail", detail);
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }
}
