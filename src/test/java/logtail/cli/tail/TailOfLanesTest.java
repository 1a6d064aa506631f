package logtail.cli.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.cli.client.FakeDaemon.brokenStream;
import static logtail.cli.client.FakeDaemon.openedAt;
import static logtail.cli.client.FakeDaemon.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import logtail.cli.base.LineOutput;
import logtail.cli.base.Notices;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.FakeDaemon;
import logtail.event.EventId;
import logtail.journal.Place;
import logtail.runtime.Backoff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tail of a journal of three lanes. An event is named for its lane, its block there and its place in that. */
@Timeout(30)
class TailOfLanesTest {
    private static final Place NEWEST = place(9, 9, 9);

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void goesOnBehindTheLastEventWhenItWasToldNoPlace() throws IOException {
        try (var daemon = FakeDaemon.answering(
                opened(brokenStream(event(2, 4, 0) + "\n" + event(0, 7, 1) + "\n" + event(1, 3, 0) + "\n")),
                opened(stream(event(0, 8, 0), event(1, 4, 0))))) {
            assertThat(history(daemon)).isEqualTo("2.4.0\n0.7.1\n1.3.0\n0.8.0\n1.4.0\n");
            assertThat(afters(daemon)).containsExactly("lines=100", "after=j1-" + id(1, 3, 0));
        }
    }

    @Test
    void movesThePlaceThatItWasToldLaneByLane() throws IOException {
        String newOnes = event(2, 8, 0) + "\n" + event(0, 9, 0) + "\n" + event(0, 9, 3) + "\n";
        try (var daemon = FakeDaemon.answering(
                opened(brokenStream(event(1, 3, 0) + "\n" + cursor(place(8, 6, 7)) + "\n" + newOnes)),
                opened(brokenStream(event(1, 7, 0) + "\n" + event(0, 9, 4) + "\n")),
                opened(brokenStream(cursor(place(9, 8, 8)) + "\n")),
                opened(stream(event(1, 9, 0), event(0, 10, 0))))) {
            assertThat(follow(daemon, 8)).isEqualTo("1.3.0\n2.8.0\n0.9.0\n0.9.3\n1.7.0\n0.9.4\n1.9.0\n0.10.0\n");
            assertThat(afters(daemon))
                    .containsExactly(
                            "lines=100",
                            "after=j1-" + place(8, 6, 7).with(id(2, 8, 0)).with(id(0, 9, 3)),
                            "after=j1-"
                                    + place(8, 7, 7)
                                            .with(id(2, 8, 0))
                                            .with(id(1, 7, 0))
                                            .with(id(0, 9, 4)),
                            "after=j1-" + place(9, 8, 8));
        }
    }

    @Test
    void goesOnFromThePlaceWhereTheStreamBeganWithTheSameTimes() throws IOException {
        try (var daemon = FakeDaemon.answering(
                opened(brokenStream(cursor(place(8, 6, 7)) + "\n")), opened(stream(event(0, 9, 0))))) {
            assertThat(follow(daemon, 1, "-S", "2026-11-24T00:00:00Z")).isEqualTo("0.9.0\n");
            assertThat(daemon.requests().get(1).query())
                    .startsWith("after=j1-" + place(8, 6, 7) + "&since=2026-11-24T00:00:00");
        }
    }

    @Test
    void goesOnBehindTheHistoryWhateverTheTimesAreEvenIfNothingMatched() throws IOException {
        try (var daemon = FakeDaemon.answering(
                opened(brokenStream(cursor(place(8, 6, 7)) + "\n" + cursor(NEWEST) + "\n")),
                opened(stream(event(0, 10, 0))))) {
            assertThat(follow(daemon, 1, "-S", "2026-11-24T00:00:00Z")).isEqualTo("0.10.0\n");
            assertThat(daemon.requests().get(1).query())
                    .isEqualTo("after=j1-" + NEWEST + "&max=1&follow=true&heartbeat=1");
        }
    }

    @Test
    void aTailOfNewLinesOnlyBeginsAtTheNewestPlace() throws IOException {
        try (var daemon = FakeDaemon.answering(
                opened(brokenStream("")),
                opened(brokenStream(event(2, 10, 0) + "\n" + event(0, 10, 0) + "\n")),
                opened(stream(event(1, 10, 0))))) {
            assertThat(follow(daemon, 3, "-n", "0")).isEqualTo("2.10.0\n0.10.0\n1.10.0\n");
            assertThat(afters(daemon))
                    .containsExactly(
                            "lines=0",
                            "after=j1-" + NEWEST,
                            "after=j1-" + NEWEST.with(id(2, 10, 0)).with(id(0, 10, 0)));
        }
    }

    @Test
    void whatComesAgainIsLeftOutInEachLane() throws IOException {
        try (var daemon = FakeDaemon.answering(
                opened(brokenStream(event(2, 4, 0) + "\n" + event(0, 7, 1) + "\n")),
                opened(stream(event(2, 4, 0), event(0, 7, 0), event(0, 7, 2), event(2, 4, 1))))) {
            assertThat(history(daemon)).isEqualTo("2.4.0\n0.7.1\n0.7.2\n2.4.1\n");
        }
    }

    @Test
    void theCursorFileHoldsThePlaceAndTheNextRunMovesIt(@TempDir Path directory) throws IOException {
        String file = directory.resolve("cursor").toString();
        Place shown = place(8, 6, 7).with(id(0, 9, 0));
        try (var daemon = FakeDaemon.answering(opened(stream(cursor(place(8, 6, 7)), event(0, 9, 0))))) {
            history(daemon, "--cursor", file);
        }
        assertThat(Path.of(file)).hasContent("j1-" + shown + "\n");
        try (var daemon =
                FakeDaemon.answering(opened(brokenStream(event(1, 7, 0) + "\n")), opened(stream(event(2, 8, 0))))) {
            history(daemon, "--cursor", file);
            assertThat(afters(daemon)).containsExactly("after=j1-" + shown, "after=j1-" + shown.with(id(1, 7, 0)));
        }
        assertThat(Path.of(file)).hasContent("j1-" + shown.with(id(1, 7, 0)).with(id(2, 8, 0)) + "\n");
    }

    @Test
    void inTheOrderOfTimesRepeatsNothing() throws IOException {
        try (var daemon = FakeDaemon.answering(
                opened(brokenStream(cursor(place(6, 5, 3)) + "\n" + event(2, 4, 0) + "\n" + event(0, 7, 1) + "\n")),
                opened(brokenStream(event(0, 7, 0) + "\n" + event(2, 4, 0) + "\n" + event(0, 7, 1) + "\n"
                        + cursor(place(7, 5, 4)) + "\n" + event(1, 6, 1) + "\n")),
                opened(stream(event(1, 6, 0), event(1, 6, 1), event(0, 8, 0))))) {
            assertThat(follow(daemon, 6, "--order", "time")).isEqualTo("2.4.0\n0.7.1\n0.7.0\n1.6.1\n1.6.0\n0.8.0\n");
            assertThat(afters(daemon))
                    .containsExactly("lines=100", "after=j1-" + place(6, 5, 3), "after=j1-" + place(7, 5, 4));
        }
    }

    @Test
    void contextIsRememberedByLane() throws IOException {
        String context = event(0, 7, 0).replace("}", ",\"context\":true}");
        try (var daemon = FakeDaemon.answering(
                opened(brokenStream(event(2, 4, 0) + "\n" + context + "\n" + event(0, 7, 1) + "\n")),
                opened(stream(context, event(0, 7, 2))))) {
            assertThat(history(daemon, "-B", "1")).containsOnlyOnce("0.7.0\n").contains("2.4.0\n", "0.7.2\n");
            assertThat(afters(daemon)).last().isEqualTo("after=j1-" + id(0, 7, 1));
        }
    }

    @Test
    void lostEventsOfOneLaneMoveThePlaceInThatLane() throws IOException {
        String unreadable = gap(id(1, 7, 0), id(1, 7, 4095), "unreadable");
        String powerCut = gap(id(0, 9, 0), id(0, 9, 4095), "power-cut");
        try (var daemon = FakeDaemon.answering(
                opened(brokenStream(cursor(place(8, 6, 7)) + "\n" + event(0, 9, 2) + "\n" + unreadable + "\n")),
                opened(brokenStream(powerCut + "\n")),
                opened(stream(event(0, 9, 0), event(1, 8, 0))))) {
            assertThat(follow(daemon, 3)).isEqualTo("0.9.2\n0.9.0\n1.8.0\n");
            assertThat(afters(daemon))
                    .containsExactly(
                            "lines=100", "after=j1-" + place(8, 7, 7).with(id(0, 9, 2)), "after=j1-" + place(8, 7, 7));
        }
    }

    @Test
    void aNewJournalIsShownFromItsBeginning() throws IOException {
        String reset = gap(id(0, 1, 0), id(0, 1, 0) - 1, "reset");
        try (var daemon = FakeDaemon.answering(
                opened(brokenStream(cursor(place(8, 6, 7)) + "\n" + event(0, 9, 2) + "\n")),
                of("j2", brokenStream(reset + "\n")),
                of("j2", brokenStream(event(2, 1, 0) + "\n" + event(0, 1, 0) + "\n")),
                of("j2", stream(event(1, 1, 0))))) {
            assertThat(follow(daemon, 4)).isEqualTo("0.9.2\n2.1.0\n0.1.0\n1.1.0\n");
            assertThat(afters(daemon))
                    .containsExactly(
                            "lines=100",
                            "after=j1-" + place(8, 6, 7).with(id(0, 9, 2)),
                            "after=j2-0",
                            "after=j2-" + id(0, 1, 0));
        }
    }

    private static long id(int lane, long block, int event) {
        return EventId.first(lane, block) + event;
    }

    /** Behind these blocks. */
    private static Place place(long first, long second, long third) {
        return Place.of(new long[] {id(0, first, 4095), id(1, second, 4095), id(2, third, 4095)});
    }

    /** The time is the block's number. */
    private static String event(int lane, int block, int event) {
        return "{\"id\":\"%1$d\",\"time\":\"%2$s\",\"received\":\"%2$s\",\"app\":\"web\",\"message\":\"%3$d.%4$d.%5$d\"}"
                .formatted(
                        id(lane, block, event),
                        "2026-11-24T14:00:%02d.000000000Z".formatted(block),
                        lane,
                        block,
                        event);
    }

    private static String cursor(Place place) {
        return "{\"cursor\":\"" + place + "\"}";
    }

    private static String gap(long from, long to, String reason) {
        return "{\"gap\":{\"from\":\"%d\",\"to\":\"%d\",\"count\":0,\"reason\":\"%s\"}}".formatted(from, to, reason);
    }

    private static HttpHandler opened(HttpHandler stream) {
        return of("j1", stream);
    }

    private static HttpHandler of(String journal, HttpHandler stream) {
        return openedAt(NEWEST.text(), exchange -> {
            exchange.getResponseHeaders().add("Logtail-Journal", journal);
            stream.handle(exchange);
        });
    }

    private static List<String> afters(FakeDaemon daemon) {
        return daemon.requests().stream()
                .map(request -> request.query().split("&", 2)[0])
                .toList();
    }

    private String history(FakeDaemon daemon, String... args) {
        return shown(daemon, args, "--no-follow");
    }

    /** Ends after so many lines. */
    private String follow(FakeDaemon daemon, int lines, String... args) {
        return shown(daemon, args, "-m", Integer.toString(lines));
    }

    private String shown(FakeDaemon daemon, String[] args, String... more) {
        var all = new ArrayList<>(List.of("-o", "raw"));
        all.addAll(List.of(args));
        all.addAll(List.of(more));
        var options = TailOptionsTest.resolve(
                Map.of("LOGTAIL_ADDR", daemon.address().toString()), all.toArray(String[]::new));
        var notices = new Notices(new PrintStream(stderr, true, UTF_8), false);
        var client = new DaemonClient(options.daemon(), Duration.ofMillis(500));
        assertThat(new Tail(options, client, new LineOutput(stdout), notices, new Backoff(1, 4)).run())
                .isEqualTo(0);
        return stdout.toString(UTF_8);
    }
}
