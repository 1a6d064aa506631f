package logtail.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import logtail.cli.client.FakeDaemon;
import logtail.journal.JournalId;
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

    /** Answers {@code finish} with the newest event, and followers with no new one. */
    private void last(com.sun.net.httpserver.HttpExchange exchange) throws java.io.IOException {
        boolean isFollowing = !exchange.getRequestURI().getQuery().contains("follow=false");
        if (isFollowing) {
            isThrough.countDown();
        }
        HttpHandler answer = isFollowing ? FakeDaemon.stream() : FakeDaemon.stream(event(1, "two"));
        answer.handle(exchange);
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
