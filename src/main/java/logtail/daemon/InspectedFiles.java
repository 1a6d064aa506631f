package logtail.daemon;

import java.io.OutputStream;
import java.nio.file.Path;
import logtail.journal.files.JournalScan;

/** The journal in the files of a data directory. */
record InspectedFiles(Path data) implements InspectedJournal {
    @Override
    public String place() {
        return data.resolve("journal").toAbsolutePath().normalize().toString();
    }

    @Override
    public String part() {
        return "file";
    }

    @Override
    public void printStats(Report report) {
        new JournalStats(data, report).print();
    }

    @Override
    public boolean verify(Report report) {
        return new JournalVerification(report).verify(data);
    }

    @Override
    public void export(long from, long to, OutputStream target, ExportProgress progress) {
        new JournalExport(from, to, new ExportedRows(target), progress).export(data);
    }

    @Override
    public void printIds(Report report) {
        var ids = JournalScan.ids(data);
        if (!ids.isEmpty()) {
            report.line("%d %d", ids.first(), ids.last());
        }
    }
}
