package logtail.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import logtail.event.Block;
import logtail.journal.files.JournalScan;
import logtail.journal.files.Loss;

/** {@code logtail journal stats}: statistics of a journal, per file and in total. Uses bounded memory. */
final class JournalStats {
    private final Path data;
    private final Report report;
    private final List<FileStats> files = new ArrayList<>();
    private final AppCounts apps = new AppCounts();
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

    void print() {
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
    }

    private void count(Loss loss) {
        losses++;
    }

    private void add(Block block) {
        blockBytes += block.lengthBytes();
        oldestNs = Math.min(oldestNs, block.minReceivedNs());
        newestNs = Math.max(newestNs, block.maxReceivedNs());
        apps.add(block);
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
        apps.print(report);
    }

    private void printFiles() {
        report.line("");
        report.line("%-20s %14s %10s %12s  %s", "file", "bytes", "blocks", "events", "ids");
        files.forEach(file -> report.line("%s", file));
    }

    /** From one id to another, for people. */
    static String range(long from, long to) {
        return to < from || to == 0 ? "none" : from + ".." + to;
    }
}
