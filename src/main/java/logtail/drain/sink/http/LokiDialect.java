package logtail.drain.sink.http;

import logtail.drain.sink.Writing;

/**
 * The push API of Loki, as JSON. Loki knows an entry again that has the labels, time and text of one that it has, so sending it
 * again does no harm. When it refuses some entries of a request it does not say which; the drain finds them by splitting.
 */
final class LokiDialect implements Dialect {
    private static final GroupedBody BODY =
            new GroupedBody("{\"streams\":[", "{\"stream\":", ",\"values\":[", "]}", "]}");

    private final LokiWriting writing = new LokiWriting();

    @Override
    public Writing writing() {
        return writing;
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public String path() {
        return "/loki/api/v1/push";
    }

    @Override
    public Compression compression() {
        return Compression.GZIP;
    }

    @Override
    public GroupedBody groups() {
        return BODY;
    }
}
