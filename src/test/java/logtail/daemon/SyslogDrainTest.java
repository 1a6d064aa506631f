package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import logtail.web.HttpSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One daemon forwards to another by syslog: what comes there is what was sent. */
@Timeout(60)
class SyslogDrainTest {
    @TempDir
    private Path here;

    @TempDir
    private Path there;

    @Test
    void everyFieldComesThroughAsItWas() throws IOException {
        List<String> frames = List.of(
                "<165>1 2003-10-11T22:14:15.003Z web1 shop web.3 ID47 [ex@32473 iut=\"3\" src=\"a\"][b x.y=\"q\\\"\\\\\\]\"] An event",
                "<1>1 2026-11-24T12:00:00.123456Z - - - - [error] bare element",
                "<14>1 2026-11-24T12:00:00Z h a p - - ",
                "<14>1 2026-11-24T12:00:00Z h a p - - grüße\twith\u0007controls [x] ",
                "<14>1 2026-11-24T12:00:00Z h a p - - two\nlines");
        try (var receiver = RunningDaemon.start(there);
                var sender = RunningDaemon.start(
                        here, Map.of("LOGTAIL_DRAINS", "copy=syslog://127.0.0.1:" + port(receiver)))) {
            for (String frame : frames) {
                sender.send("syslog-tcp", (frame.getBytes(UTF_8).length + " " + frame).getBytes(UTF_8));
            }
            byte[] json = "{\"message\":\"from json\",\"app\":\"j\",\"note\":\"plain attribute\"}\n".getBytes(UTF_8);
            assertThat(HttpSocket.post(sender.http(), "/logs?host=h", json).status())
                    .isEqualTo(204);
            List<Shown> copies = of(receiver.await(frames.size() + 1));
            List<Shown> originals = of(sender.await(frames.size() + 1));
            assertThat(copies.stream().map(SyslogDrainTest::members).toList())
                    .containsExactlyElementsOf(
                            originals.stream().map(SyslogDrainTest::members).toList());
        }
    }

    @Test
    void bringsEachLineOnceOverRestartsInGoodOrder() throws IOException {
        try (var receiver = RunningDaemon.start(there)) {
            var settings = Map.of("LOGTAIL_DRAINS", "syslog://127.0.0.1:" + port(receiver) + "#filter=app=web");
            for (int round = 0; round < 3; round++) {
                try (var sender = RunningDaemon.start(here, settings)) {
                    int first = round * 1000;
                    String lines = String.join(
                            "\n",
                            IntStream.range(first, first + 1000)
                                    .mapToObj(i -> "line " + i)
                                    .toList());
                    assertThat(HttpSocket.post(sender.http(), "/logs?app=web", lines)
                                    .status())
                            .isEqualTo(204);
                    assertThat(HttpSocket.post(sender.http(), "/logs?app=other", lines)
                                    .status())
                            .isEqualTo(204);
                }
            }
            receiver.await(3000);
            assertThat(of(Shown.all(receiver.http())).stream()
                            .map(Shown::message)
                            .toList())
                    .isEqualTo(
                            IntStream.range(0, 3000).mapToObj(i -> "line " + i).toList());
        }
    }

    private static int port(RunningDaemon daemon) {
        return daemon.address("syslog-tcp").getPort();
    }

    private static List<Shown> of(List<Shown> events) {
        return events.stream().filter(event -> !event.app().equals("logtail")).toList();
    }

    /** What a copy has in common with its original: not its id and its time of receipt; syslog tells microseconds. */
    private static Map<String, Object> members(Shown event) {
        var members = new HashMap<>(event.members());
        members.remove("id");
        members.remove("received");
        members.put("time", event.text("time").substring(0, 26));
        members.putIfAbsent("facility", 1L);
        members.replace("facility", String.valueOf(members.get("facility")));
        return members;
    }
}
