package logtail.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What connections without TLS pass before their protocol; TLS itself is tested over sockets. */
class EntranceTest {
    private static final Limits LIMITS =
            new Limits(10, 2, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(75));
    private static final Wrapping PROXIED = new Wrapping(true, false);
    private static final InetSocketAddress PROXY = new InetSocketAddress("198.51.100.9", 4711);
    private static final String HEADER = "PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n";

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void tellsTheClientThatTheHeaderNamesHoweverItComes() {
        Entrance entrance = entrance(PROXIED);
        for (int cut = 0; cut <= HEADER.length() + 4; cut++) {
            EmbeddedChannel connection = connect(entrance);
            String all = HEADER + "<13>x";
            connection.writeInbound(bytes(all.substring(0, cut)), bytes(all.substring(cut)));
            assertThat(received(connection)).as("cut at %d", cut).isEqualTo("<13>x");
            assertThat(Remote.of(connection).address()).isEqualTo(new InetSocketAddress("192.0.2.7", 56324));
            connection.finishAndReleaseAll();
        }
    }

    @Test
    void takesTheHeaderByteByByteAndIsGoneThen() {
        EmbeddedChannel connection = connect(entrance(PROXIED));
        for (int i = 0; i < HEADER.length(); i++) {
            connection.writeInbound(bytes(HEADER.substring(i, i + 1)));
        }
        connection.writeInbound(bytes("line\n"));
        assertThat(received(connection)).isEqualTo("line\n");
        assertThat(connection.pipeline().names()).noneMatch(name -> name.contains("Entry"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<13>1 - h app - - - x\n", "GET / HTTP/1.1\r\n\r\n", "PROXY nonsense\r\n", "\u0016\u0003\u0001"})
    void refusesWhoSendsNoHeader(String first) {
        EmbeddedChannel connection = connect(entrance(PROXIED));
        connection.writeInbound(bytes(first), bytes("more"));
        assertThat(connection.isOpen()).isFalse();
        assertThat(received(connection)).isEmpty();
        assertThat(failed("no-proxy-header")).isEqualTo(1);
    }

    @Test
    void refusesWhoseHeaderDoesNotComeInTime() {
        EmbeddedChannel connection = connect(entrance(PROXIED));
        connection.writeInbound(bytes("PROXY TCP4 "));
        connection.advanceTimeBy(9, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
        assertThat(connection.isOpen()).isTrue();
        connection.advanceTimeBy(2, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
        assertThat(connection.isOpen()).isFalse();
        assertThat(failed("no-proxy-header")).isEqualTo(1);
    }

    @Test
    void letsAConnectionRestWhoseHeaderHasCome() {
        EmbeddedChannel connection = connect(entrance(PROXIED));
        connection.writeInbound(bytes(HEADER));
        connection.advanceTimeBy(1, TimeUnit.HOURS);
        connection.runScheduledPendingTasks();
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void countsConnectionsByTheClientAndNotByTheProxy() {
        Entrance entrance = entrance(PROXIED);
        for (int client = 1; client <= 4; client++) {
            assertThat(open(entrance, "192.0.2." + client).isOpen()).isTrue();
        }
        EmbeddedChannel second = open(entrance, "192.0.2.1");
        assertThat(second.isOpen()).isTrue();
        EmbeddedChannel third = open(entrance, "192.0.2.1");
        assertThat(third.isOpen()).isFalse();
        assertThat(received(third)).isEmpty();
        second.close();
        assertThat(open(entrance, "192.0.2.1").isOpen()).isTrue();
    }

    @Test
    void countsAConnectionOfTheProxyItselfByItsOwnAddress() {
        EmbeddedChannel connection = connect(entrance(PROXIED));
        connection.writeInbound(bytes("PROXY UNKNOWN\r\nx"));
        assertThat(Remote.of(connection).address()).isEqualTo(PROXY);
        assertThat(received(connection)).isEqualTo("x");
    }

    @Test
    void refusesTlsOnAPlainPort() {
        EmbeddedChannel connection = connect(entrance(Wrapping.NONE));
        connection.writeInbound(bytes("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"));
        assertThat(connection.isOpen()).isFalse();
        assertThat(received(connection)).isEmpty();
        assertThat(failed("tls")).isEqualTo(1);
    }

    @Test
    void takesPlainTextOnAPlainPort() {
        EmbeddedChannel connection = connect(entrance(Wrapping.NONE));
        connection.writeInbound(bytes("\u0016"), bytes("text"));
        assertThat(received(connection)).isEqualTo("\u0016text");
        assertThat(failed("tls")).isZero();
    }

    private EmbeddedChannel open(Entrance entrance, String client) {
        EmbeddedChannel connection = connect(entrance);
        connection.writeInbound(bytes("PROXY TCP4 %s 198.51.100.1 1 443\r\nx".formatted(client)));
        return connection;
    }

    private Entrance entrance(Wrapping wrapping) {
        return new Entrances(Optional.empty(), metrics).of("lines", LIMITS, wrapping, Manners.NONE);
    }

    private double failed(String reason) {
        return metrics.get("logtail.connections.failed")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static EmbeddedChannel connect(Entrance entrance) {
        return new EmbeddedChannel(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                entrance.guard(channel.pipeline());
            }
        }) {
            @Override
            protected SocketAddress remoteAddress0() {
                return PROXY;
            }
        };
    }

    private static String received(EmbeddedChannel connection) {
        var text = new StringBuilder();
        for (ByteBuf in = connection.readInbound(); in != null; in = connection.readInbound()) {
            text.append(in.toString(ISO_8859_1));
            in.release();
        }
        return text.toString();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }
}
