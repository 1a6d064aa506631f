package logtail.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import logtail.event.Block;
import logtail.event.Severity;
import logtail.journal.Blocks;
import logtail.journal.ForwardingJournal;
import logtail.journal.InMemoryJournal;
import logtail.tail.Lines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@Tag("slow")
class AppCatalogTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 1_700_000_000L * SECOND;

    private final ForwardingJournal journal = new ForwardingJournal(new InMemoryJournal());
    private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();

    @AfterEach
    void expectNoFaultAndNoReader() {
        assertThat(faults).isEmpty();
        assertThat(journal.openReaders()).isZero();
    }

    @Test
    void countsWhatTheJournalHoldsAndWhatIsAppended() {
        commit(NOW - 600 * SECOND, "web", "db", "web");
        commit(NOW - 30 * SECOND, "web");
        try (var catalog = start()) {
            catalog.appended(block(NOW - SECOND, "db", "api", "db"));
            awaitEvents(catalog, 7);
            List<AppActivity> apps = catalog.list(NOW);
            assertThat(apps).extracting(AppActivity::app).containsExactly("api", "db", "web");
            assertThat(apps).extracting(AppActivity::events).containsExactly(1L, 3L, 3L);
            assertThat(apps)
                    .extracting(AppActivity::lastSeenNs)
                    .containsExactly(NOW - SECOND, NOW - SECOND, NOW - 30 * SECOND);
        }
    }

    @Test
    void tellsTheRateOfTheLastMinute() {
        try (var catalog = start()) {
            for (int second = 600; second > 0; second--) {
                catalog.appended(block(NOW - second * SECOND, "web", "web", "web"));
            }
            assertThat(catalog.list(NOW).getFirst().perSecond()).isCloseTo(3, within(0.01));
            assertThat(catalog.list(NOW + 25 * SECOND).getFirst().perSecond()).isCloseTo(1.8, within(0.3));
            assertThat(catalog.list(NOW + 120 * SECOND).getFirst().perSecond()).isZero();
        }
    }

    @Test
    void forgetsThoseThatWereSilentForLongestWhenThereAreTooManyNames() {
        try (var catalog = start()) {
            for (int i = 0; i < 3 * AppCatalog.MAX_APPS; i++) {
                catalog.appended(block(NOW + i, "invented-" + i));
                catalog.appended(block(NOW + i, "web"));
                assertThat(i % 1_000 == 0 ? catalog.list(NOW).size() : 0).isLessThanOrEqualTo(AppCatalog.MAX_APPS);
            }
            catalog.appended(block(NOW, "late"));
            List<AppActivity> apps = catalog.list(NOW);
            assertThat(apps).extracting(AppActivity::app).contains("web", "late");
            assertThat(apps).extracting(AppActivity::app).doesNotContain("invented-0");
            assertThat(apps)
                    .filteredOn(app -> app.app().equals("web"))
                    .extracting(AppActivity::events)
                    .containsExactly(3L * AppCatalog.MAX_APPS);
        }
    }

    @Test
    void countsOnBehindWhatCannotBeRead() {
        var memory = new InMemoryJournal();
        memory.refuse("broken");
        var catalogued = new ForwardingJournal(memory);
        for (String app : List.of("web", "broken", "db")) {
            Block block = block(NOW, app);
            memory.append(block.bytes(), block.lengthBytes(), Blocks.NOBODY);
            memory.commit();
        }
        try (var catalog = AppCatalog.start(catalogued, (where, fault) -> faults.add(fault))) {
            awaitEvents(catalog, 2);
            assertThat(catalog.list(NOW)).extracting(AppActivity::app).containsExactly("db", "web");
        }
    }

    private AppCatalog start() {
        return AppCatalog.start(journal, (where, fault) -> faults.add(fault));
    }

    private void awaitEvents(AppCatalog catalog, long count) {
        long deadlineNs = System.nanoTime() + 10 * SECOND;
        while (catalog.list(NOW).stream().mapToLong(AppActivity::events).sum() < count) {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    private void commit(long receivedNs, String... apps) {
        Block block = block(receivedNs, apps);
        journal.append(block.bytes(), block.lengthBytes(), Blocks.NOBODY);
        journal.commit();
    }

    private static Block block(long receivedNs, String... apps) {
        var lines = new Lines();
        for (String app : apps) {
            lines.add(receivedNs, app, "", "", Severity.INFO, "x");
        }
        return lines.block();
    }
}
