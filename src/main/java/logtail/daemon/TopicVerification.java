package logtail.daemon;

import java.util.Locale;
import logtail.event.Block;
import logtail.journal.kafka.KafkaSettings;
import logtail.journal.kafka.LaneLoss;
import logtail.journal.kafka.TopicScan;

/** {@code logtail journal verify} of a topic: reads and unpacks every block and lists damage, one line each. */
final class TopicVerification {
    private final Report report;
    private long events;
    private long blocks;
    private long bytes;
    private long ranges;
    private long lost;

    TopicVerification(Report report) {
        this.report = report;
    }

    /** Whether everything is valid. */
    boolean verify(KafkaSettings settings, String place) {
        long startNs = System.nanoTime();
        int lanes;
        report.line("journal  %s", place);
        try (var scan = TopicScan.open(settings, this::tell)) {
            lanes = scan.lanes();
            tellRetention(scan);
            for (Block block = scan.next(); block != null; block = scan.next()) {
                events += block.count();
                blocks++;
                bytes += scan.packedBytes();
            }
        }
        long ns = System.nanoTime() - startNs;
        report.line(
                "read %d events in %d blocks of %d lanes: %d bytes in %.2f s, %.0f MB/s",
                events, blocks, lanes, bytes, ns / 1e9, Report.megabytesPerSecond(bytes, ns));
        if (ranges == 0) {
            report.line("sound");
            return true;
        }
        report.line("NOT SOUND: %d ranges, %d blocks lost", ranges, lost);
        return false;
    }

    /** What is before the beginning is no loss, as far as anybody can tell. */
    private void tellRetention(TopicScan scan) {
        for (int lane = 0; lane < scan.lanes(); lane++) {
            if (scan.beginning(lane) > 0) {
                report.line("taken by retention lane=%d offsets=0..%d", lane, scan.beginning(lane) - 1);
            }
        }
    }

    private void tell(LaneLoss loss) {
        if (loss.kind() != LaneLoss.Kind.RETENTION) {
            ranges++;
            lost += loss.kind() == LaneLoss.Kind.MISPLACED ? 0 : loss.blocks();
        }
        report.line(
                "%s lane=%d offsets=%d..%d ids=%d..%d: %s",
                loss.kind().name().toLowerCase(Locale.ROOT),
                loss.lane(),
                loss.from(),
                loss.to(),
                loss.firstId(),
                loss.lastId(),
                loss.what());
    }
}
