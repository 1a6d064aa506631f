package logtail.drain.sink.http;

/**
 * The push API of Loki, as JSON. Loki knows an entry again that has the labels, time and text of one that it has, so sending it
 * again does no harm. When it refuses some entries of a request it does not say which; the drain finds them by splitting.
 */
final class LokiDialect extends GroupedDialect {
    private static final GroupedBody BODY =
            new GroupedBody("{\"streams\":[", "{\"stream\":", ",\"values\":[", "]}", "]}");

    LokiDialect() {
        super("/loki/api/v1/push", BODY, new LokiWriting());
    }
}
