package logtail.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the body of {@code POST /logs} is read, as its {@code Content-Type} says. */
enum LogsForm {
    /** A line is an event, be it text or a JSON object. */
    LINES,
    /** A JSON value is an event, and so is each element of an array on top. */
    JSON,
    /** Octet-counted syslog frames, as Heroku's Logplex sends them. */
    LOGPLEX;

    private static final String TAKEN = "lines of text or JSON objects (text/plain, application/x-ndjson),"
            + " application/json and application/logplex-1";
    private static final List<String> BINARY = List.of("image/", "audio/", "video/", "font/", "multipart/");
    private static final List<String> PACKED = List.of("gzip", "x-gzip", "zstd", "zip", "x-tar", "x-bzip2", "x-xz");
    private static final List<String> OTHER_CODES = List.of(
            "msgpack",
            "x-msgpack",
            "vnd.msgpack",
            "protobuf",
            "x-protobuf",
            "x-thrift",
            "cbor",
            "avro",
            "vnd.apache.avro",
            "bson",
            "pdf");

    /** The form of a media type; lines for one that is not known, as many clients name any that comes to mind. */
    static LogsForm of(String contentType) {
        String subtype = application(mediaType(contentType));
        return switch (subtype) {
            case "logplex-1" -> LOGPLEX;
            case "json", "json-seq", "stream+json" -> JSON;
            default -> subtype.endsWith("+json") || subtype.endsWith("+json-seq") ? JSON : LINES;
        };
    }

    /** Why a body of this media type makes no lines; empty when it does. */
    static Optional<Problem> refusal(String contentType) {
        String type = mediaType(contentType);
        String subtype = application(type);
        String hint;
        if (PACKED.contains(subtype)) {
            hint = "; what is compressed with gzip, deflate or zstd says so by Content-Encoding";
        } else if (type.startsWith("multipart/")) {
            hint = "; curl sends a file with --data-binary @FILE or -T FILE";
        } else if (type.endsWith("/xml")
                || type.endsWith("+xml")
                || OTHER_CODES.contains(subtype)
                || BINARY.stream().anyMatch(type::startsWith)) {
            hint = "";
        } else {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                "Content-Type is '%s'; /logs takes %s%s".formatted(type, TAKEN, hint)));
    }

    /** Without parameters, in small letters. */
    private static String mediaType(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /** What stands behind {@code application/}; empty of other types. */
    private static String application(String type) {
        return type.startsWith("application/") ? type.substring("application/".length()) : "";
    }
}
