package logtail.drain.sink.http;

import logtail.runtime.Json;

/**
 * What an OTLP server says besides success: {@code {"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"…"}}}.
 *
 * @param rejected how many records it will never take
 * @param message why
 */
record PartialSuccess(long rejected, String message) {
    private static final PartialSuccess NOTHING = new PartialSuccess(0, "");

    /** A body that is something else says nothing: the status was a success. */
    static PartialSuccess read(byte[] body) {
        try {
            Json partial = either(Json.read(body), "partialSuccess", "partial_success");
            long rejected = either(partial, "rejectedLogRecords", "rejected_log_records")
                    .text() // a number, or, as it has 64 bits, a string
                    .map(Long::parseLong)
                    .orElse(0L);
            String message =
                    either(partial, "errorMessage", "error_message").text().orElse("");
            return new PartialSuccess(Math.max(0, rejected), message);
        } catch (Json.MalformedException | NumberFormatException e) {
            return NOTHING;
        }
    }

    /** The member by its name in JSON, or by that of the protocol's definition, which is to be taken too. */
    private static Json either(Json object, String name, String original) {
        return object.members().containsKey(name) ? object.get(name) : object.get(original);
    }
}
