package logtail.journal.chronicle;

import static logtail.journal.Blocks.commit;
import static logtail.journal.Blocks.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import logtail.journal.JournalFullException;
import logtail.journal.JournalSettings;
import logtail.journal.SmallDisk;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk whose last page somebody else takes between two appends; a page touched then would end the process. */
class FullDiskTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    /** Blocks after which the next page of the index is soon needed: it has room for 512 entries, one every four blocks. */
    private static final int NEAR_PAGE_END = 1_900;

    @TempDir
    private Path directory;

    private SmallDisk disk;
    private ChronicleJournal journal;
    private long nowNs = 500_000 * HOUR_NS;

    @BeforeEach
    void open() throws Exception {
        disk = SmallDisk.mount(directory, 32);
        journal = openJournal();
    }

    @AfterEach
    void close() throws Exception {
        if (disk != null) { // else nothing was mounted
            journal.close();
            BackgroundResourceReleaser.releasePendingResources(); // which have the disk busy
            disk.close();
        }
    }

    @Test
    void beginsNoFileUntilThereIsRoom() throws IOException {
        commit(journal, nowNs, "one");
        disk.fillUp();
        nowNs += HOUR_NS;
        expectFull();
        expectFull();
        assertThat(readAll(journal.openReader())).containsExactly("1:one");
        disk.free();
        commit(journal, nowNs, "two");
        assertThat(readAll(journal.openReader())).containsExactly("1:one", "2:two");
    }

    @Test
    void hasRoomForTheIndexOfWhatItTakes() throws IOException {
        for (int i = 1; i <= NEAR_PAGE_END; i++) {
            commit(journal, nowNs, "m" + i);
        }
        disk.fillUp();
        int last = NEAR_PAGE_END;
        try {
            while (last < 100_000) {
                commit(journal, nowNs, "m" + (last + 1));
                last++;
            }
        } catch (JournalFullException full) {
            disk.free();
        }
        assertThat(last).isBetween(NEAR_PAGE_END + 200, 99_999);
        commit(journal, nowNs, "more");
        assertThat(readAll(journal.openReader())).hasSize(last + 1).endsWith((last + 1) + ":more");
    }

    @Test
    void opensAndIsReadOnAFullDisk() throws IOException {
        commit(journal, nowNs, "one");
        journal.close();
        disk.fillUp();
        journal = openJournal();
        assertThat(readAll(journal.openReader())).containsExactly("1:one");
        expectFull();
        disk.free();
        commit(journal, nowNs, "two");
        assertThat(readAll(journal.openReader())).containsExactly("1:one", "2:two");
    }

    private ChronicleJournal openJournal() {
        var settings = new JournalSettings(
                disk.root().resolve("data"), 1 << 20, JournalSettings.Sync.NONE, 1 << 20, Duration.ofDays(7), 1 << 30);
        return ChronicleJournal.open(settings, () -> nowNs, () -> nowNs);
    }

    private void expectFull() {
        assertThatThrownBy(() -> commit(journal, nowNs, "no"))
                .isInstanceOf(JournalFullException.class)
                .hasMessageContaining("LOGTAIL_DISK_RESERVE");
    }
}
