package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.UUID;
import java.util.regex.Pattern;
import logtail.drain.sink.Batch;
import logtail.runtime.Env;

/** What Heroku's Logplex sends to the HTTPS drains of its users, so that whatever was made to receive those receives ours. */
final class LogplexDialect extends Dialect {
    private static final Form FORM =
            new Form("/", "application/logplex-1", Compression.OFF); // Logplex compresses nothing
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,128}");

    private final FrameId frameId;
    private final String drainToken;

    private LogplexDialect(String drain, String drainToken) {
        super(FORM, new LogplexWriting());
        frameId = new FrameId(drain);
        this.drainToken = drainToken;
    }

    /** Option {@code drain-token}: what receivers know the drain by; else one that is made from its name. */
    static LogplexDialect from(String drain, Env options) {
        String token = options.text("drain-token")
                .orElseGet(() -> "d." + UUID.nameUUIDFromBytes(("logtail drain " + drain).getBytes(UTF_8)));
        if (!TOKEN.matcher(token).matches()) {
            options.reject("drain-token", "***", "up to 128 visible ASCII characters");
        }
        return new LogplexDialect(drain, token);
    }

    @Override
    void describe(Batch batch, HttpHeaders headers) {
        headers.set("Logplex-Msg-Count", batch.count());
        headers.set("Logplex-Frame-Id", frameId.of(batch));
        headers.set("Logplex-Drain-Token", drainToken);
    }
}
