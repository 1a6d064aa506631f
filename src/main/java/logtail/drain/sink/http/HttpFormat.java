package logtail.drain.sink.http;

import java.util.Locale;
import logtail.runtime.Env;

/** What HTTP drains can send, by the names of the option {@code format}. */
enum HttpFormat {
    NDJSON,
    LOGPLEX,
    ELASTICSEARCH,
    LOKI,
    OTLP;

    private static final String OPTION = "format";

    /** Option {@code format}; ndjson if it is not given. */
    static HttpFormat from(Env options) {
        HttpFormat format = options.choice(OPTION, NDJSON);
        if (options.text(OPTION).isPresent()
                && !options.text(OPTION).get().equals(format.name().toLowerCase(Locale.ROOT))) {
            options.alsoKnown("index", "action", "id-prefix", "drain-token"); // one mistake is not to be told as two
        }
        return format;
    }

    /** For one drain, with the options that this format has. */
    Dialect dialect(String drain, Env options) {
        return switch (this) {
            case NDJSON -> new NdjsonDialect(drain);
            case LOGPLEX -> LogplexDialect.from(drain, options);
            case ELASTICSEARCH -> ElasticsearchDialect.from(drain, options);
            case LOKI -> new LokiDialect();
            case OTLP -> new OtlpDialect(drain);
        };
    }
}
