package logtail.journal.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import logtail.journal.JournalId;
import logtail.journal.JournalSettings;
import logtail.journal.files.CycleFiles;
import logtail.journal.files.CycleStarts;
import logtail.journal.files.IdFile;
import logtail.journal.files.JournalEnd;
import logtail.journal.files.NewestId;
import logtail.journal.files.ReservedIds;
import logtail.journal.index.JournalIndex;
import logtail.runtime.Clock;
import logtail.runtime.CloseStack;
import logtail.runtime.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one data directory, opened for appending.
 *
 * @param end the newest sound block; its {@code lastIndex} is the last id given, even when the block of that id is lost
 */
record OpenedFiles(
        Path directory,
        JournalId id,
        NewestId newestId,
        ReservedIds reserved,
        CycleFiles cycles,
        CycleStarts starts,
        JournalEnd end,
        AppendedFile appended,
        JournalIndex index) {
    private static final Logger LOG = LoggerFactory.getLogger(OpenedFiles.class);

    /**
     * Opens the files and finds the last id that was given, so that no id is ever given twice. Takes the same time however
     * much the journal holds.
     *
     * @param closing closes what was opened, also after a failure
     */
    static OpenedFiles recover(JournalSettings settings, Disk disk, Clock ticker, CloseStack closing)
            throws IOException {
        Path directory = settings.directory().toAbsolutePath();
        JournalId id = IdFile.readOrMake(disk, directory);
        NewestId newestId = closing.push(new NewestId(disk, directory));
        ReservedIds reserved = closing.push(new ReservedIds(disk, directory, ticker));
        CycleFiles cycles = CycleFiles.takeOver(disk, ChronicleJournal.folder(settings));
        JournalEnd found = JournalEnd.find(cycles);
        long lastGiven = reserved.lastGiven(Math.max(found.lastIndex(), newestId.get()), newestId.isSound());
        if (lastGiven > found.lastIndex()) {
            LOG.warn(
                    "at=journal.lost from={} to={} what=\"no sound block holds them\"",
                    found.lastIndex() + 1,
                    lastGiven);
        }
        reserved.begin(lastGiven);
        disk.forceDirectory(directory); // its entries so far: the journal's folder, its id and what it noted
        AppendedFile appended = closing.push(new AppendedFile(settings, disk));
        appended.syncLeft(cycles.path(found.cycle())); // it may hold uncommitted blocks, which readers see from now on
        newestId.set(lastGiven);
        JournalIndex index = closing.push(JournalIndex.open(cycles));
        return new OpenedFiles(
                directory,
                id,
                newestId,
                reserved,
                cycles,
                new CycleStarts(cycles),
                found.withLastIndex(lastGiven),
                appended,
                index);
    }
}
