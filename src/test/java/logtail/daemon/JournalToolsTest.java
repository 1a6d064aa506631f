package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import logtail.journal.Blocks;
import logtail.journal.JournalSettings;
import logtail.journal.chronicle.ChronicleJournal;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalToolsTest {
    @TempDir
    private Path data;

    private long nowNs = 1_800_000_000L * 1_000_000_000L;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void exportsBesideADaemonExactlyWhatATailGets() throws IOException {
        try (var daemon = RunningDaemon.start(data)) {
            String body =
                    "level=warn caf\u00e9 \u0001 \"quoted\"\nplain\n<34>1 2026-11-24T14:00:00Z h a 1 m [x@1 k=\"v\"] t\n";
            try (var http = HttpSocket.open(daemon.http())) {
                assertThat(http.post("/logs?app=web&host=h1&process=web.1", body.getBytes(UTF_8))
                                .status())
                        .isEqualTo(204);
            }
            daemon.send(
                    "syslog-tcp", "<165>1 2026-11-24T14:00:00.003Z host app 1 ID [x@1 iut=\"3\"] hi\n".getBytes(UTF_8));
            daemon.await(4);
            String tail = HttpSocket.get(daemon.http(), "/tail?lines=all&follow=false")
                    .text();
            assertThat(tools().export(0, Long.MAX_VALUE, false)).isEqualTo(JournalTools.OK);
            assertThat(out.toString(UTF_8)).isEqualTo(tail);
            assertThat(tail.lines()).hasSizeGreaterThanOrEqualTo(4);
            assertThat(tools().verify()).isEqualTo(JournalTools.OK);
        }
    }

    @Test
    void exportsTheSameOnceTheDaemonIsStopped() throws IOException {
        writeHours();
        assertThat(tools().export(0, Long.MAX_VALUE, false)).isEqualTo(JournalTools.OK);
        String offline = out.toString(UTF_8);
        try (var daemon = RunningDaemon.start(data)) {
            assertThat(HttpSocket.get(daemon.http(), "/tail?lines=all&follow=false")
                            .text())
                    .startsWith(offline); // and what the daemon says of itself
        }
    }

    @Test
    void exportsFromOneIdToAnother() throws IOException {
        writeHours();
        assertThat(tools().export(38, 63, false)).isEqualTo(JournalTools.OK);
        assertThat(lines()).hasSize(26);
        assertThat(lines().getFirst()).startsWith("{\"id\":\"38\"").contains("\"message\":\"h0b18'\"");
        assertThat(lines().getLast()).startsWith("{\"id\":\"63\"");
    }

    @Test
    void tellsGapsInBandAsTheDaemonDoes() throws IOException {
        writeHours();
        damage(file(1), "h1b3");
        Files.delete(file(0));
        assertThat(tools().export(11, 50, false)).isEqualTo(JournalTools.OK);
        assertThat(lines()).hasSize(10);
        assertThat(lines().getFirst())
                .isEqualTo("{\"gap\":{\"from\":\"11\",\"to\":\"40\",\"count\":30,\"reason\":\"retention\"}}");
        assertThat(lines()).contains("{\"gap\":{\"from\":\"47\",\"to\":\"48\",\"count\":2,\"reason\":\"damage\"}}");
        String export = out.toString(UTF_8);
        try (var daemon = RunningDaemon.start(data)) {
            assertThat(HttpSocket.get(daemon.http(), "/tail?after=10&follow=false")
                            .text())
                    .startsWith(export);
        }
    }

    @Test
    void cutsAGapAtTheLastIdWanted() throws IOException {
        writeHours();
        Files.delete(file(1));
        tools().export(40, 60, false);
        assertThat(lines()).hasSize(2);
        assertThat(lines().getLast())
                .isEqualTo("{\"gap\":{\"from\":\"41\",\"to\":\"60\",\"count\":20,\"reason\":\"damage\"}}");
    }

    @Test
    void verifiesASoundJournal() throws IOException {
        writeHours();
        assertThat(tools().verify()).isEqualTo(JournalTools.OK);
        assertThat(lines().getFirst()).isEqualTo("journal  " + data.resolve("journal"));
        assertThat(lines().get(1)).startsWith("read 120 events in 60 blocks of 3 files: ");
        assertThat(lines().getLast()).isEqualTo("sound");
    }

    @Test
    void namesEveryDamagedAndMissingRange() throws IOException {
        writeHours();
        String damaged = String.valueOf(file(0).getFileName());
        String last = String.valueOf(file(2).getFileName());
        damage(file(0), "h0b3");
        Files.delete(file(1));
        assertThat(tools().verify()).isEqualTo(JournalTools.DAMAGED);
        assertThat(lines()).hasSize(5);
        assertThat(lines().get(1))
                .startsWith("damaged file=" + damaged + " excerpt=3 offset=")
                .endsWith(" ids=7..8 count=2: the checksum does not match");
        assertThat(lines().get(2))
                .startsWith("missing before file=" + last + " excerpt=0 offset=")
                .endsWith(" ids=41..80 count=40: these ids are not there");
        assertThat(lines().getLast()).isEqualTo("NOT SOUND: 2 ranges, 42 events lost");
    }

    @Test
    void countsFilesEventsAndApps() throws IOException {
        writeHours();
        try (var journal = open()) {
            for (int i = 0; i < 12; i++) {
                byte[] block = Blocks.of("other-" + i, nowNs, "x");
                journal.append(block, block.length, Blocks.NOBODY);
            }
            journal.commit();
        }
        assertThat(tools().stats()).isEqualTo(JournalTools.OK);
        assertThat(lines())
                .contains("files    4", "events   132", "ids      1..132", "losses   none")
                .contains("received 2027-01-15T08:00:00Z to 2027-01-15T11:00:00Z");
        assertThat(out.toString(UTF_8))
                .containsPattern("(?m)^20270115-0900.cq4 +\\d+ +20 +40 +41\\.\\.80$")
                .containsPattern("(?m)^web +120$")
                .containsPattern("(?m)^other-0 +1$")
                .containsPattern("(?m)^\\(3 others\\) +3$");
    }

    @Test
    void saysHowMuchIsDamagedInTheStatistics() throws IOException {
        writeHours();
        damage(file(0), "h0b3");
        assertThat(tools().stats()).isEqualTo(JournalTools.OK);
        assertThat(out.toString(UTF_8)).contains("losses   1; logtail journal verify names them");
    }

    @Test
    void tellsTheIdsAtBothEnds() throws IOException {
        writeHours();
        Files.delete(file(0));
        assertThat(tools().tailIds()).isEqualTo(JournalTools.OK);
        assertThat(lines()).containsExactly("41 120");
    }

    @Test
    void saysWhenThereIsNoJournal() throws IOException {
        assertThat(tools().stats()).isEqualTo(JournalTools.NO_JOURNAL);
        assertThat(tools().verify()).isEqualTo(JournalTools.NO_JOURNAL);
        assertThat(tools().export(0, 9, false)).isEqualTo(JournalTools.NO_JOURNAL);
        assertThat(tools().tailIds()).isEqualTo(JournalTools.NO_JOURNAL);
        assertThat(out.size()).isZero();
        assertThat(err.toString(UTF_8).lines())
                .hasSize(4)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("logtail journal: no journal in " + data)
                        .contains("LOGTAIL_DATA"));
    }

    @Test
    void worksOnAJournalWithoutEvents() throws IOException {
        open().close();
        assertThat(tools().stats()).isEqualTo(JournalTools.OK);
        assertThat(tools().verify()).isEqualTo(JournalTools.OK);
        out.reset();
        assertThat(tools().export(0, Long.MAX_VALUE, false)).isEqualTo(JournalTools.OK);
        assertThat(tools().tailIds()).isEqualTo(JournalTools.OK);
        assertThat(out.size()).isZero();
    }

    @Test
    void tellsTheProgressOnlyWhenAsked() throws IOException {
        writeHours();
        tools().export(0, Long.MAX_VALUE, false);
        assertThat(err.size()).isZero();
        tools().export(0, Long.MAX_VALUE, true);
        assertThat(err.toString(UTF_8)).contains("file 3 of 3, id 120, ");
    }

    @Test
    void passesOnThatTheReaderIsGone() {
        writeHours();
        var closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        var tools = new JournalTools(data, closed, new PrintStream(err, true, UTF_8));
        assertThatThrownBy(() -> tools.export(0, Long.MAX_VALUE, false))
                .isInstanceOf(IOException.class)
                .hasMessage("Broken pipe");
        assertThatThrownBy(tools::verify).isInstanceOf(IOException.class);
    }

    private JournalTools tools() {
        return new JournalTools(data, out, new PrintStream(err, true, UTF_8));
    }

    private List<String> lines() {
        return out.toString(UTF_8).lines().toList();
    }

    private ChronicleJournal open() {
        return ChronicleJournal.open(JournalSettings.in(data), () -> nowNs);
    }

    private void writeHours() {
        try (var journal = open()) {
            for (int hour = 0; hour < 3; hour++) {
                for (int block = 0; block < 20; block++) {
                    String name = "h" + hour + "b" + block;
                    Blocks.commit(journal, nowNs, name, name + "'");
                }
                nowNs += TimeUnit.HOURS.toNanos(1);
            }
        }
    }

    private Path file(int number) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .toList()
                    .get(number);
        }
    }

    private static void damage(Path file, String text) throws IOException {
        int at = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).indexOf(text);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'X'}), at);
        }
    }
}
