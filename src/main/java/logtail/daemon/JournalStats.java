package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import logtail.event.Block;
import logtail.journal.files.JournalScan;
import logtail.journal.files.Loss;

/** {@code logtail journal stats}: statistics of a journal, per file and in total. Uses bounded memory. */
final class JournalStats {
    private static final int APPS_SHOWN = 10;
    private static final int APPS_COUNTED = 10_000; // bounds memory against senders that invent names

    private final Path data;
    private final Report report;
    private final List<FileStats> files = new ArrayList<>();
    private final Map<String, long[]> events = new HashMap<>();
    private long eventsOfOthers;
    private long oldestNs = Long.MAX_VALUE;
    private long newestNs = Long.MIN_VALUE;
    private long blockBytes;
    private long losses;

    JournalStats(Path data, Report report) {
        this.data = data;
        this.report = report;
    }

    private static final class FileStats {
        private final String name;
        private long bytes;
        private long blocks;
        private long events;
        private long firstId;
        private long lastId;

        private FileStats(String name) {
            this.name = name;
        }

        private void add(Block block, long end) {
            firstId = blocks == 0 ? block.firstIndex() : firstId;
            lastId = block.lastIndex();
            bytes = end;
            blocks++;
            events += block.count();
        }

        @Override
        public String toString() {
            return "%-20s %14d %10d %12d  %s".formatted(name, bytes, blocks, events, range(firstId, lastId));
        }
    }

    int print() {
        try (var scan = JournalScan.open(data, this::count)) {
            scan.fileNames().forEach(name -> files.add(new FileStats(name)));
            int at = 0;
            for (Block block = scan.next(); block != null; block = scan.next()) {
                while (!files.get(at).name.equals(scan.file())) {
                    at++;
                }
                files.get(at).add(block, scan.position());
                add(block);
            }
        }
        printAll();
        return JournalTools.OK;
    }

    private void count(Loss loss) {
        losses++;
    }

    private void add(Block block) {
        blockBytes += block.lengthBytes();
        oldestNs = Math.min(oldestNs, block.minReceivedNs());
        newestNs = Math.max(newestNs, block.maxReceivedNs());
        for (int source = 0; source < block.sourceCount(); source++) {
            addApp(
                    new String(block.bytes(), block.appFrom(source), block.appLength(source), UTF_8),
                    block.sourceEvents(source));
        }
    }

    private void addApp(String app, int count) {
        long[] sum = events.get(app);
        if (sum == null && events.size() < APPS_COUNTED) {
            sum = new long[1];
            events.put(app, sum);
        }
        if (sum == null) {
            eventsOfOthers += count;
        } else {
            sum[0] += count;
        }
    }

    private void printAll() {
        long blocks = files.stream().mapToLong(file -> file.blocks).sum();
        var full = files.stream().filter(file -> file.blocks > 0).toList();
        report.line("journal  %s", data.resolve("journal").toAbsolutePath().normalize());
        report.line("files    %d", files.size());
        report.line("bytes    %d", files.stream().mapToLong(file -> file.bytes).sum());
        report.line("events   %d", files.stream().mapToLong(file -> file.events).sum());
        report.line("ids      %s", full.isEmpty() ? "none" : range(full.getFirst().firstId, full.getLast().lastId));
        report.line("received %s", full.isEmpty() ? "never" : Report.time(oldestNs) + " to " + Report.time(newestNs));
        report.line("blocks   %d, %d bytes on average", blocks, blocks == 0 ? 0 : blockBytes / blocks);
        report.line("losses   %s", losses == 0 ? "none" : losses + "; logtail journal verify names them");
        printFiles();
        printApps();
    }

    private void printFiles() {
        report.line("");
        report.line("%-20s %14s %10s %12s  %s", "file", "bytes", "blocks", "events", "ids");
        files.forEach(file -> report.line("%s", file));
    }

    private void printApps() {
        report.line("");
        report.line("%-40s %12s", "app", "events");
        events.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, long[]> app) -> -app.getValue()[0])
                        .thenComparing(Map.Entry::getKey))
                .limit(APPS_SHOWN)
                .forEach(app -> report.line("%-40s %12d", app.getKey(), app.getValue()[0]));
        long others = events.values().stream()
                        .mapToLong(sum -> -sum[0])
                        .sorted()
                        .skip(APPS_SHOWN)
                        .sum()
                * -1;
        if (others + eventsOfOthers > 0) {
            String more = eventsOfOthers > 0 ? "more than " : "";
            report.line(
                    "%-40s %12d", "(%s%d others)".formatted(more, events.size() - APPS_SHOWN), others + eventsOfOthers);
        }
    }

    private static String range(long from, long to) {
        return to < from || to == 0 ? "none" : from + ".." + to;
    }
}
