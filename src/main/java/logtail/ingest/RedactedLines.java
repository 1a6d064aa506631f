package logtail.ingest;

import java.util.concurrent.TimeUnit;
import logtail.event.Line;
import logtail.pipeline.Attempt;
import logtail.redact.Redactor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the secrets out of the lines of one {@link LineWriter} before they reach a slot, and so before anything keeps or shows them;
 * counts and tells those that a rule drops. Belongs to the event loop of its writer.
 */
final class RedactedLines {
    private static final Logger LOG = LoggerFactory.getLogger(RedactedLines.class);
    private static final String REDACTED = "redacted";
    private static final long TOLD_EVERY_NS = TimeUnit.MINUTES.toNanos(1);

    private final Redactor redactor;
    private final String intake;
    private final IntakeMeters meters;
    private long untold;
    private long toldAtNs = System.nanoTime() - TOLD_EVERY_NS;

    RedactedLines(Redactor redactor, String intake, IntakeMeters meters) {
        this.redactor = redactor;
        this.intake = intake;
        this.meters = meters;
        meters.dropped(REDACTED, 0); // registers the counter
    }

    /** Redacts the line; false when a rule drops it. Idempotent, as a line that finds no room comes again. */
    boolean isKept(Line line, @Nullable Attempt attempt) {
        if (redactor.redact(line)) {
            return true;
        }
        if (attempt != null) {
            attempt.skip();
        }
        meters.dropped(REDACTED, 1);
        untold++;
        tell();
        return false;
    }

    /** Once a minute, when lines are dropped. */
    private void tell() {
        long nowNs = System.nanoTime();
        if (nowNs - toldAtNs >= TOLD_EVERY_NS) {
            long count = untold;
            toldAtNs = nowNs; // before it is told: a rule may drop that line too
            untold = 0;
            LOG.warn("at=intake.dropped intake={} reason={} count={}", intake, REDACTED, count);
        }
    }
}
