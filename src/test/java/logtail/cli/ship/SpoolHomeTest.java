package logtail.cli.ship;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import logtail.cli.base.Notices;
import logtail.cli.base.Surroundings;
import logtail.cli.client.DaemonAddresses;
import logtail.cli.client.UrlQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SpoolHomeTest {
    @TempDir
    private Path home;

    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final Notices notices = new Notices(new PrintStream(stderr, true, UTF_8), true);

    @Test
    void whatDeadProcessesLeftComesFirstTheOldestOfAll() throws Exception {
        leave("2-1", "c", "d");
        leave("1-1", "a", "b");
        leave("3-1", "e");
        Files.createDirectories(home.resolve("4-1")); // of one that died before its first line
        assertThat(keys(new SpoolHome(home, notices).open(1 << 20))).containsExactly("a", "b", "c", "d", "e");
        assertThat(stderr.toString(UTF_8)).isEmpty();
        assertThat(home).isDirectoryNotContaining("glob:**{1,2,3}-1");
    }

    @Test
    void whatALivingProcessUsesIsLeftToIt() throws Exception {
        leave("1-1", "a");
        leave("2-1", "b");
        leave("3-1", "c");
        try (var oldest = Spool.open(home.resolve("1-1"), 1 << 20);
                var newest = Spool.open(home.resolve("3-1"), 1 << 20)) {
            assertThat(keys(new SpoolHome(home, notices).open(1 << 20))).containsExactly("b");
            assertThat(oldest.pendingLines() + newest.pendingLines()).isEqualTo(2);
        }
        assertThat(stderr.toString(UTF_8)).isEmpty();
    }

    @Test
    void newLinesComeBehindAndMoreMayBeLeftThanThereIsRoomFor() throws Exception {
        leave("1-1", "a");
        leave("2-1", "b");
        try (var spool = new SpoolHome(home, notices).open(30)) {
            assertThat(spool.offer(batch("c"))).isFalse();
            spool.awaitFirst();
            spool.removeFirst();
            spool.awaitFirst();
            spool.removeFirst();
            assertThat(spool.isEmpty()).isTrue();
            assertThat(spool.offer(batch("c"))).isTrue();
        }
    }

    @Test
    void thereIsNothingOnDiskUntilItIsNeeded() throws Exception {
        Path home = this.home.resolve("not there");
        try (var spool = new SpoolHome(home, notices).open(1 << 20)) {
            assertThat(spool.isEmpty()).isTrue();
        }
        assertThat(home).doesNotExist();
    }

    @Test
    void eachAppAndEachDaemonHasItsOwnWhateverTheirNames() {
        assertThat(List.of(home("web", ":1"), home("db", ":1"), home("web", ":2"), home("..", ":1"), home("a/b", ":1")))
                .doesNotHaveDuplicates()
                .allMatch(path -> path.getNameCount() == 4 && path.startsWith("/state/logtail/spool"))
                .allMatch(path -> path.normalize().equals(path));
    }

    @Test
    void aLongNameGivesAShortOneThatNoOtherHas() {
        String app = "東".repeat(42);
        assertThat(List.of(home(app, ":1"), home(app + "京", ":1"), home("京" + app, ":1")))
                .doesNotHaveDuplicates()
                .allMatch(path -> path.getFileName().toString().length() < 200);
        assertThat(home(app, ":1")).isEqualTo(home(app, ":1"));
    }

    @Test
    void theNodesOfAJournalHaveOneInWhicheverOrderTheyAreGiven() {
        assertThat(home("web", "a,b")).isEqualTo(home("web", "b:8514, a")).isNotEqualTo(home("web", "a"));
        String many = "a".repeat(60) + ",b" + "b".repeat(60) + ",c" + "c".repeat(60) + ",d";
        assertThat(home("東".repeat(42), many).getFileName().toString().length()).isLessThanOrEqualTo(255);
        assertThat(home("web", many)).isNotEqualTo(home("web", many + "d"));
    }

    private static Path home(String app, String address) {
        var around = new Surroundings(Map.of("XDG_STATE_HOME", "/state"), false, Instant.EPOCH, ZoneOffset.UTC);
        return SpoolOptions.home(app, DaemonAddresses.resolve(address, Map.of()), around);
    }

    private void leave(String name, String... keys) throws IOException {
        try (var spool = Spool.open(home.resolve(name), 1 << 20)) {
            for (String key : keys) {
                spool.offer(batch(key));
            }
        }
    }

    private static List<String> keys(Spool spool) throws Exception {
        var keys = new ArrayList<String>();
        try (spool) {
            while (!spool.isEmpty()) {
                keys.add(spool.awaitFirst().key());
                spool.removeFirst();
            }
        }
        return keys;
    }

    private static ShippedBatch batch(String key) {
        return new ShippedBatch(key, new UrlQuery(), "x\n".getBytes(UTF_8), 1, 7);
    }
}
