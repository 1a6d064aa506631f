package logtail.daemon;

import java.util.ArrayList;
import java.util.List;
import logtail.event.Block;
import logtail.event.EventId;
import logtail.journal.kafka.KafkaSettings;
import logtail.journal.kafka.LaneLoss;
import logtail.journal.kafka.TopicScan;

/** {@code logtail journal stats} of a topic: per lane and in total, from what is not packed. Uses bounded memory. */
final class TopicStats {
    private final KafkaSettings settings;
    private final Report report;
    private final List<LaneStats> lanes = new ArrayList<>();
    private final AppCounts apps = new AppCounts();
    private long oldestNs = Long.MAX_VALUE;
    private long newestNs = Long.MIN_VALUE;
    private long twice;
    private long losses;

    TopicStats(KafkaSettings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    private static final class LaneStats {
        private final String ids;
        private final String offsets;
        private long bytes;
        private long blocks;
        private long events;

        private LaneStats(TopicScan scan, int lane) {
            ids = ids(scan, lane);
            offsets = scan.end(lane) == scan.beginning(lane)
                    ? "none, next is " + scan.end(lane)
                    : scan.beginning(lane) + ".." + (scan.end(lane) - 1);
        }
    }

    /** The ids of the blocks of a lane, of which each has more than its events need. */
    static String ids(TopicScan scan, int lane) {
        long first = EventId.first(lane, scan.beginning(lane) + 1);
        return scan.end(lane) == scan.beginning(lane)
                ? "none"
                : JournalStats.range(first, EventId.first(lane, scan.end(lane) + 1) - 1);
    }

    void print(String place) {
        try (var scan = TopicScan.open(settings, this::count)) {
            for (int lane = 0; lane < scan.lanes(); lane++) {
                lanes.add(new LaneStats(scan, lane));
            }
            for (Block block = scan.nextOutline(); block != null; block = scan.nextOutline()) {
                add(scan, block);
            }
        }
        printAll(place);
    }

    private void count(LaneLoss loss) {
        losses++;
    }

    private void add(TopicScan scan, Block block) {
        LaneStats lane = lanes.get(scan.lane());
        lane.bytes += scan.packedBytes();
        lane.blocks++;
        lane.events += block.count();
        twice += scan.leftOut();
        if (block.count() > 0) {
            oldestNs = Math.min(oldestNs, block.minReceivedNs());
            newestNs = Math.max(newestNs, block.maxReceivedNs());
        }
        apps.add(block);
    }

    private void printAll(String place) {
        long blocks = lanes.stream().mapToLong(lane -> lane.blocks).sum();
        long bytes = lanes.stream().mapToLong(lane -> lane.bytes).sum();
        boolean isEmpty = newestNs < oldestNs;
        report.line("journal  %s", place);
        report.line("lanes    %d", lanes.size());
        report.line("bytes    %d, packed", bytes);
        report.line("events   %d", lanes.stream().mapToLong(lane -> lane.events).sum());
        report.line("received %s", isEmpty ? "never" : Report.time(oldestNs) + " to " + Report.time(newestNs));
        report.line("blocks   %d, %d bytes on average", blocks, blocks == 0 ? 0 : bytes / blocks);
        if (twice > 0) {
            report.line("twice    %d events that another node had stored too, and that count once", twice);
        }
        report.line("losses   %s", losses == 0 ? "none" : losses + "; logtail journal verify names them");
        printLanes();
        apps.print(report);
    }

    private void printLanes() {
        report.line("");
        report.line("%-20s %14s %10s %12s  %-41s %s", "lane", "bytes", "blocks", "events", "ids", "offsets");
        for (int number = 0; number < lanes.size(); number++) {
            LaneStats lane = lanes.get(number);
            report.line(
                    "%-20d %14d %10d %12d  %-41s %s",
                    number, lane.bytes, lane.blocks, lane.events, lane.ids, lane.offsets);
        }
    }
}
