package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Locale;
import logtail.drain.sink.Batch;
import logtail.drain.sink.BatchLimits;
import logtail.drain.sink.Sink;
import logtail.runtime.Env;

/**
 * The bulk API of Elasticsearch, OpenSearch and all that understand it. Each event has an {@code _id} of its own, so sending it
 * again does no harm: it is written over itself, or, with {@code action=create} as data streams want it, found to be there.
 * Items that the answer refuses are given back one by one.
 */
final class ElasticsearchDialect extends Dialect {
    private static final Form FORM = new Form("/_bulk", "application/x-ndjson", Compression.GZIP);
    private static final BatchLimits LIMITS = new BatchLimits(5_000, 4 << 20, Duration.ofMillis(250));
    private static final int MAX_PREFIX_BYTES = 200; // of the 512 that an _id may have

    private final boolean isCreating;

    private ElasticsearchDialect(ElasticsearchWriting writing, boolean isCreating) {
        super(FORM, writing);
        this.isCreating = isCreating;
    }

    /** What is done with each event. */
    enum Action {
        INDEX,
        CREATE
    }

    /**
     * Options: {@code index} (default {@code logtail}, see {@link IndexName}), {@code action} ({@code index} or {@code create}),
     * {@code id-prefix} of the {@code _id}s (default: the drain's name), to tell apart the events of several daemons.
     */
    static ElasticsearchDialect from(String drain, Env options) {
        Action action = options.choice("action", Action.INDEX);
        String prefix = options.text("id-prefix").orElse(drain);
        if (prefix.getBytes(UTF_8).length > MAX_PREFIX_BYTES) {
            options.reject("id-prefix", prefix, "up to " + MAX_PREFIX_BYTES + " bytes");
        }
        var writing = new ElasticsearchWriting(action.name().toLowerCase(Locale.ROOT), index(options), prefix);
        return new ElasticsearchDialect(writing, action == Action.CREATE);
    }

    private static IndexName index(Env options) {
        String pattern = options.text("index").orElse("logtail");
        try {
            return IndexName.of(pattern);
        } catch (IllegalArgumentException e) {
            options.reject("index", pattern, IndexName.ACCEPTED);
            return IndexName.of("logtail");
        }
    }

    @Override
    BatchLimits limits() {
        return LIMITS;
    }

    @Override
    String query() {
        return "filter_path=errors,items.*.status,items.*.error"; // all that is read of the answer
    }

    @Override
    Sink.Answer read(Batch batch, HttpAnswer answer, Quotation quotation) {
        return new BulkAnswer(batch.count(), isCreating, quotation).read(answer.body());
    }
}
