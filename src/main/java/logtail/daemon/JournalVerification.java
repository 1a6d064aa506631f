package logtail.daemon;

import java.nio.file.Path;
import logtail.event.Block;
import logtail.journal.files.JournalScan;
import logtail.journal.files.Loss;

/** {@code logtail journal verify}: reads every block and lists damage, one line each. */
final class JournalVerification {
    private final Report report;
    private long events;
    private long blocks;
    private long bytes;
    private long ranges;
    private long lost;
    private boolean isLostExact = true;

    JournalVerification(Report report) {
        this.report = report;
    }

    /** Whether everything is valid. */
    boolean verify(Path data) {
        long startNs = System.nanoTime();
        int files;
        try (var scan = JournalScan.open(data, this::tell)) {
            report.line("journal  %s", data.resolve("journal").toAbsolutePath().normalize());
            files = scan.fileNames().size();
            for (Block block = scan.next(); block != null; block = scan.next()) {
                events += block.count();
                blocks++;
                bytes += block.lengthBytes();
            }
        }
        long ns = System.nanoTime() - startNs;
        report.line(
                "read %d events in %d blocks of %d files: %d bytes in %.2f s, %.0f MB/s",
                events, blocks, files, bytes, ns / 1e9, Report.megabytesPerSecond(bytes, ns));
        if (ranges == 0) {
            report.line("sound");
            return true;
        }
        report.line("NOT SOUND: %d ranges, %s%d events lost", ranges, isLostExact ? "" : "at least ", lost);
        return false;
    }

    private void tell(Loss loss) {
        if (loss.kind() != Loss.Kind.RETENTION) {
            ranges++;
            lost += loss.kind() == Loss.Kind.ORDER ? 0 : loss.count();
            isLostExact &= isExact(loss);
        }
        report.line("%s", words(loss));
    }

    /** A loss, for people. */
    static String words(Loss loss) {
        return "%s file=%s excerpt=%d offset=%d ids=%s count=%s: %s"
                .formatted(
                        word(loss.kind()),
                        loss.file(),
                        loss.excerpt(),
                        loss.offset(),
                        ids(loss),
                        count(loss),
                        loss.what());
    }

    private static String word(Loss.Kind kind) {
        return switch (kind) {
            case DAMAGED -> "damaged";
            case MISSING -> "missing before";
            case ORDER -> "out of order";
            case RETENTION -> "taken by retention meanwhile, before";
        };
    }

    private static boolean isExact(Loss loss) {
        return loss.from() != Loss.UNKNOWN && loss.to() != Loss.UNKNOWN;
    }

    private static String ids(Loss loss) {
        if (isExact(loss)) {
            return loss.to() < loss.from() ? "none" : loss.from() + ".." + loss.to();
        }
        return (loss.from() == Loss.UNKNOWN ? "?" : loss.from()) + ".." + (loss.to() == Loss.UNKNOWN ? "?" : loss.to());
    }

    private static String count(Loss loss) {
        return isExact(loss) ? String.valueOf(loss.count()) : "?";
    }
}
