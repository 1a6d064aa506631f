package logtail.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import logtail.event.Severity;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What clients send that are set up as in {@code docs/recipes.md}: {@code clients/sent.jsonl} has the octets of each, the
 * number of events they are, and what the last of these must be. Node's long stack traces are shortened, directories renamed.
 */
final class ClientsTest {
    private static final long NOW_NS = Instant.parse("2026-11-30T12:00:00Z").getEpochSecond() * 1_000_000_000L;
    private static final int MAX_BYTES = 1 << 16;

    @ParameterizedTest
    @MethodSource("clients")
    void readsWhatAClientOfTheRecipesSends(Map<String, String> client) {
        var frames = frames(client);
        assertThat(frames).hasSize(Integer.parseInt(client.get("events")));
        var last = Parsed.of(parser(client), frames.getLast().getBytes(ISO_8859_1), NOW_NS);
        assertThat(last.isMalformed()).isFalse();
        assertThat(last.app()).isEqualTo(client.get("app"));
        assertThat(last.process()).isEqualTo(client.get("process"));
        assertThat(last.time()).isEqualTo(client.get("time"));
        assertThat(Severity.of(last.severity()).label()).isEqualTo(client.get("level"));
        assertThat(last.message()).contains(client.get("holds"));
    }

    private static List<String> frames(Map<String, String> client) {
        byte[] sent = member(client, "sent").getBytes(UTF_8);
        return switch (member(client, "door")) {
            case "syslog-udp" -> List.of(new String(sent, ISO_8859_1));
            case "syslog-tcp" -> Framed.all(new SyslogFrames(MAX_BYTES), MAX_BYTES, sent);
            default -> Framed.all(new LineFrames(MAX_BYTES), MAX_BYTES, sent);
        };
    }

    private static LineParser parser(Map<String, String> client) {
        return member(client, "door").startsWith("syslog") ? new SyslogParser(ZoneOffset.UTC) : new PlainLineParser();
    }

    private static String member(Map<String, String> client, String name) {
        return Objects.requireNonNull(client.get(name));
    }

    static Stream<Named<Map<String, String>>> clients() throws IOException {
        try (var sent = Objects.requireNonNull(ClientsTest.class.getResourceAsStream("/clients/sent.jsonl"))) {
            return new String(sent.readAllBytes(), UTF_8)
                    .lines()
                    .map(ClientsTest::members)
                    .map(client -> Named.of(member(client, "client"), client));
        }
    }

    private static Map<String, String> members(String json) {
        var members = new HashMap<String, String>();
        try (var parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, parser.getString());
            }
        }
        return members;
    }
}
