package logtail.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import logtail.event.Block;
import logtail.event.BlockEncoder;
import logtail.event.Line;
import logtail.parse.SyslogParser;
import org.junit.jupiter.api.Test;

/** Who sent a line over a Unix socket, whatever the line says of that itself. */
class PeerAttributesTest {
    private static final Map<String, String> TRUE =
            Map.of("peer.pid", "77", "peer.uid", "1000", "peer.gid", "4294967294");

    private final Line line = new Line();

    @Test
    void comeFirstAndTakeThePlaceOfWhatTheSenderSays() {
        Map<String, String> shown = shown("[peer pid=\"1\" uid=\"0\" x=\"y\" uid=\"0\"][a b=\"c\"]", 77, 1000, -2);
        assertThat(shown)
                .containsAllEntriesOf(TRUE)
                .containsEntry("peer.x", "y")
                .containsEntry("a.b", "c");
        assertThat(shown.keySet())
                .startsWith("peer.pid", "peer.uid", "peer.gid")
                .hasSize(5);
        assertThat(line.attributes.dropped()).isEqualTo(3);
    }

    @Test
    void haveRoomWhateverTheSenderFillsUp() {
        String many =
                IntStream.range(0, 64).mapToObj(i -> " a%d=\"x\"".formatted(i)).collect(Collectors.joining());
        Map<String, String> shown = shown("[z" + many + "]", 77, 1000, -2);
        assertThat(shown)
                .containsAllEntriesOf(TRUE)
                .hasSize(64)
                .containsKey("z.a60")
                .doesNotContainKey("z.a61");
        assertThat(line.attributes.dropped()).isEqualTo(3);
        String large = "[z a=\"%s\" b=\"%s\"]".formatted("v".repeat(60_000), "w".repeat(5_510));
        assertThat(shown(large, 77, 1000, -2))
                .containsAllEntriesOf(TRUE)
                .hasSize(4)
                .containsKey("z.a");
        assertThat(line.attributes.dropped()).isEqualTo(1);
    }

    @Test
    void areLeftOutWhereTheKernelDoesNotTell() {
        assertThat(shown("[peer pid=\"1\" uid=\"0\" gid=\"0\"]", 0, PeerAttributes.UNKNOWN, PeerAttributes.UNKNOWN))
                .isEmpty();
    }

    private Map<String, String> shown(String data, int pid, int uid, int gid) {
        byte[] frame = ("<13>1 - h web 1 id " + data + " text").getBytes(UTF_8);
        new SyslogParser(ZoneOffset.UTC).parse(frame, 0, frame.length, 0, line);
        new PeerAttributes().add(line, pid, uid, gid);
        var encoder = new BlockEncoder(1 << 20, 1 << 17);
        assertThat(encoder.tryAppend(line, 0)).isTrue();
        encoder.finish();
        var block = new Block().wrap(encoder.bytes(), 0);
        block.nextEvent();
        return block.event().attributes();
    }
}
