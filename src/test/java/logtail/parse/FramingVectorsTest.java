package logtail.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds {@link SyslogFrames} to the frames that others expect; {@link Deviations} lists where it differs and why. */
final class FramingVectorsTest {
    private static final String DEFAULT_MAX_FRAME = "65536";

    @Test
    void findsTheFramesThatOthersFindOrSaysWhyNot() {
        var found = new TreeMap<String, String>();
        int streams = 0;
        for (Vector vector : framing()) {
            streams++;
            var frames = frames(vector);
            if (!isAsExpected(vector, frames)) {
                found.put(vector.id(), frames + " for " + vector.expect());
            }
        }
        System.out.printf("framing vectors: %d, deviations: %d%n", streams, found.size());
        var unexplained = new TreeMap<>(found);
        unexplained.keySet().removeAll(Deviations.FRAMES.keySet());
        assertThat(unexplained).as("deviations without a reason").isEmpty();
        var stale = framing().stream()
                .map(Vector::id)
                .filter(id -> Deviations.FRAMES.containsKey(id) && !found.containsKey(id));
        assertThat(stale).as("listed, but no deviation any more").isEmpty();
    }

    @Test
    void findsTheSameFramesHoweverTheStreamIsSplit() {
        for (Vector vector : framing()) {
            byte[] stream = vector.input();
            var whole = frames(vector);
            int step = stream.length > 1000 ? 7 : 1; // a few vectors are long
            for (int cut = 0; cut <= stream.length; cut += step) {
                assertThat(frames(vector, cut))
                        .as("%s split at %d", vector.id(), cut)
                        .isEqualTo(whole);
            }
            int[] everywhere = IntStream.range(0, stream.length).toArray();
            assertThat(frames(vector, everywhere)).as(vector.id()).isEqualTo(whole);
        }
    }

    private static List<Vector> framing() {
        return Vector.all().stream().filter(vector -> !vector.isMessage()).toList();
    }

    private static List<String> frames(Vector vector, int... cuts) {
        int max = Integer.parseInt(vector.context("max_frame").orElse(DEFAULT_MAX_FRAME));
        return Framed.all(new SyslogFrames(max), max, vector.input(), cuts);
    }

    private static boolean isAsExpected(Vector vector, List<String> frames) {
        var uncut = frames.stream().map(frame -> frame.replace("…", "")).toList();
        if (vector.frames().isEmpty()) {
            return messages(frames).equals(expectedMessages(vector));
        }
        var expected = vector.frames().get();
        boolean isPart = "false".equals(vector.expect().get("frames_complete"));
        return isPart
                ? uncut.size() >= expected.size()
                        && uncut.subList(0, expected.size()).equals(expected)
                : uncut.equals(expected);
    }

    private static List<Map<String, String>> messages(List<String> frames) {
        long nowNs = Instant.parse("2026-11-24T00:00:00Z").getEpochSecond() * 1_000_000_000L;
        var messages = new ArrayList<Map<String, String>>();
        for (String frame : frames) {
            var line = Parsed.of(new SyslogParser(ZoneOffset.UTC), frame.getBytes(ISO_8859_1), nowNs);
            messages.add(Map.of(
                    "pri", String.valueOf(line.facility() * 8 + line.severity()),
                    "hostname", line.host(),
                    "appname", line.app(),
                    "procid", line.process(),
                    "msgid", line.msgId(),
                    "message", line.message()));
        }
        return messages;
    }

    private static List<Map<String, String>> expectedMessages(Vector vector) {
        var expect = vector.expect();
        var messages = expect.get("messages_best_effort") instanceof List<?> bestEffort
                ? bestEffort
                : (List<?>) expect.getOrDefault("messages_strict", List.of());
        var expected = new ArrayList<Map<String, String>>();
        for (Object message : messages) {
            var fields = new TreeMap<String, String>();
            Vector.asMap(message).forEach((name, value) -> fields.put(name, (String) value));
            fields.remove("version");
            fields.remove("timestamp");
            expected.add(fields);
        }
        return expected;
    }
}
