package logtail.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import logtail.cli.client.FakeDaemon;
import logtail.event.EventId;
import logtail.journal.JournalId;
import logtail.journal.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UpViewTest {
    private static final JournalId FIRST = new JournalId(1_000_001);
    private static final JournalId SECOND = new JournalId(2_000_002);

    private final CountDownLatch isThrough = new CountDownLatch(1);

    @Test
    void resumesWithACursorThatNamesTheJournal() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var daemon = FakeDaemon.answering(
                FakeDaemon.stream(),
                opened(FIRST, 4, FakeDaemon.stream(event(5, "one"))),
                opened(SECOND, 2, FakeDaemon.stream()),
                opened(
                        SECOND,
                        2,
                        FakeDaemon.stream(
                                "{\"gap\":{\"from\":\"1\",\"to\":\"0\",\"reason\":\"reset\"}}", event(1, "two"))),
                this::last)) {
            var view = UpView.start(daemon.access(), "shop", 3, false, ZoneOffset.UTC, out);
            assertThat(isThrough.await(30, TimeUnit.SECONDS)).isTrue();
            view.finish(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));

            assertThat(daemon.requests().stream().skip(1).limit(4).map(FakeDaemon.Request::query))
                    .containsExactly(
                            "app=shop&lines=0",
                            "app=shop&after=" + FIRST + "-5",
                            "app=shop&after=" + FIRST + "-5",
                            "app=shop&after=" + SECOND + "-1");
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("one", "two");
    }

    @Test
    void goesOnAtThePlaceOfEachLane() throws Exception {
        var out = new ByteArrayOutputStream();
        Place newest = place(4, 4);
        String lost = "{\"gap\":{\"from\":\"%d\",\"to\":\"%d\",\"count\":0,\"reason\":\"power-cut\"}}"
                .formatted(EventId.first(0, 5), EventId.first(0, 5));
        try (var daemon = FakeDaemon.answering(
                FakeDaemon.stream(),
                opened(newest, FakeDaemon.stream(event(EventId.first(1, 5), "one"))),
                opened(newest, FakeDaemon.stream("{\"cursor\":\"" + place(6, 5) + "\"}")),
                opened(newest, FakeDaemon.stream(event(EventId.first(1, 6) + 1, "two"), lost)),
                this::lastOfLanes)) {
            var view = UpView.start(daemon.access(), "shop", 3, false, ZoneOffset.UTC, out);
            assertThat(isThrough.await(30, TimeUnit.SECONDS)).isTrue();
            long beginNs = System.nanoTime();
            view.finish(beginNs + TimeUnit.SECONDS.toNanos(30));
            assertThat(System.nanoTime() - beginNs).isLessThan(TimeUnit.SECONDS.toNanos(20));

            assertThat(daemon.requests().stream().skip(1).limit(4).map(FakeDaemon.Request::query))
                    .containsExactly(
                            "app=shop&lines=0",
                            "app=shop&after=" + FIRST + "-" + newest.with(EventId.first(1, 5)),
                            "app=shop&after=" + FIRST + "-" + place(6, 5),
                            "app=shop&after=" + FIRST + "-" + place(4, 5).with(EventId.first(1, 6) + 1));
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("one", "two");
    }

    /** Answers {@code finish} with the newest event, and followers with no new one. */
    private void lastOfLanes(HttpExchange exchange) throws IOException {
        last(exchange, EventId.first(1, 6) + 1);
    }

    private static Place place(long first, long second) {
        return Place.of(new long[] {EventId.first(0, first + 1) - 1, EventId.first(1, second + 1) - 1});
    }

    /** Answers {@code finish} with the newest event, and followers with no new one. */
    private void last(HttpExchange exchange) throws IOException {
        last(exchange, 1);
    }

    private void last(HttpExchange exchange, long id) throws IOException {
        boolean isFollowing = !exchange.getRequestURI().getQuery().contains("follow=false");
        if (isFollowing) {
            isThrough.countDown();
        }
        HttpHandler answer = isFollowing ? FakeDaemon.stream() : FakeDaemon.stream(event(id, "two"));
        answer.handle(exchange);
    }

    private static HttpHandler opened(Place newest, HttpHandler stream) {
        return exchange -> {
            exchange.getResponseHeaders().add("Logtail-Journal", FIRST.toString());
            FakeDaemon.openedAt(newest.text(), stream).handle(exchange);
        };
    }

    private static HttpHandler opened(JournalId journal, long newest, HttpHandler stream) {
        return exchange -> {
            exchange.getResponseHeaders().add("Logtail-Journal", journal.toString());
            FakeDaemon.openedAt(Long.toString(newest), stream).handle(exchange);
        };
    }

    private static String event(long id, String message) {
        return "{\"id\":\"%d\",\"time\":\"2012-11-30T06:45:29Z\",\"app\":\"shop\",\"process\":\"web\",\"message\":\"%s\"}"
                .formatted(id, message);
    }
}
