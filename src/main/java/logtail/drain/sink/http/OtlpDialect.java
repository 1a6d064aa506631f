package logtail.drain.sink.http;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import logtail.drain.sink.Batch;
import logtail.drain.sink.Sink;
import logtail.runtime.OwnLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OpenTelemetry's OTLP/HTTP, as JSON. A server may take a request and refuse some of its records without saying which, and
 * wants none of it again then: they are gone, and since nobody can tell which they were, they count as taken, and their number
 * and the server's reason are logged ({@code at=drain.partial}, once a minute at most). When it refused all of a batch, each
 * event is given back with the reason.
 */
final class OtlpDialect extends GroupedDialect {
    private static final Logger LOG = LoggerFactory.getLogger(OtlpDialect.class);
    private static final long TELL_EVERY_NS = Duration.ofMinutes(1).toNanos();
    private static final GroupedBody BODY = new GroupedBody(
            "{\"resourceLogs\":[",
            "{\"resource\":",
            ",\"scopeLogs\":[{\"scope\":{\"name\":\"logtail\"},\"logRecords\":[",
            "]}]}",
            "]}");

    private final String drain;
    private long rejected; // not told yet
    private boolean hasTold;
    private long toldNs;

    OtlpDialect(String drain) {
        super("/v1/logs", BODY, new OtlpWriting());
        this.drain = drain;
    }

    @Override
    Sink.Answer read(Batch batch, HttpAnswer answer, Quotation quotation) {
        PartialSuccess partial = PartialSuccess.read(answer.body());
        if (partial.rejected() == 0) {
            return Sink.Answer.TAKEN;
        }
        String reason = quotation.of(partial.message());
        if (partial.rejected() >= batch.count()) {
            List<Sink.Rejection> all = IntStream.range(0, batch.count())
                    .mapToObj(position -> new Sink.Rejection(position, reason))
                    .toList();
            return new Sink.Answer.TakenBut(all);
        }
        tell(partial.rejected(), reason);
        return Sink.Answer.TAKEN;
    }

    private void tell(long more, String reason) {
        rejected += more;
        long nowNs = System.nanoTime();
        if (!hasTold || nowNs - toldNs >= TELL_EVERY_NS) {
            LOG.warn(
                    "at=drain.partial drain={} rejected={} reason={}",
                    OwnLog.quoted(drain),
                    rejected,
                    OwnLog.quoted(reason));
            hasTold = true;
            toldNs = nowNs;
            rejected = 0;
        }
    }
}
