package logtail.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicLong nowNs = new AtomicLong(5);

    @Test
    void refusesTheConnectionsThatAreTooManyOfOneAddress() {
        ConnectionLimits limits = limits(10, 2);
        EmbeddedChannel first = connect(limits, "192.0.2.1");
        assertThat(first.isOpen()).isTrue();
        assertThat(connect(limits, "192.0.2.1").isOpen()).isTrue();
        assertThat(connect(limits, "192.0.2.1").isOpen()).isFalse();
        assertThat(connect(limits, "192.0.2.2").isOpen()).isTrue();
        assertThat(refused("address")).isEqualTo(1);
        assertThat(open()).isEqualTo(3);
        first.close();
        assertThat(connect(limits, "192.0.2.1").isOpen()).isTrue();
        assertThat(connect(limits, "192.0.2.1").isOpen()).isFalse();
    }

    @Test
    void refusesTheConnectionsThatAreTooManyOfAll() {
        ConnectionLimits limits = limits(2, 2);
        EmbeddedChannel first = connect(limits, "192.0.2.1");
        connect(limits, "192.0.2.2");
        assertThat(connect(limits, "192.0.2.3").isOpen()).isFalse();
        assertThat(refused("listener")).isEqualTo(1);
        first.close();
        assertThat(connect(limits, "192.0.2.3").isOpen()).isTrue();
        assertThat(open()).isEqualTo(2);
    }

    @Test
    void countsANetworkOfIpv6AsOneAddress() {
        ConnectionLimits limits = limits(10, 1);
        assertThat(connect(limits, "2001:db8:0:1::1").isOpen()).isTrue();
        assertThat(connect(limits, "2001:db8:0:1:ffff::2").isOpen()).isFalse();
        assertThat(connect(limits, "2001:db8:0:2::1").isOpen()).isTrue();
    }

    @Test
    void saysGoodByeAndHandsOnNothingOfWhomItRefuses() {
        var limits = new ConnectionLimits("http", new Limits(1, 1, LONG, LONG, LONG), "come again", metrics, false);
        EmbeddedChannel admitted = connect(limits, "192.0.2.1");
        admitted.writeInbound(bytes("hello"));
        assertThat(admitted.<ByteBuf>readInbound()).isNotNull();
        EmbeddedChannel refused = connect(limits, "192.0.2.1");
        assertThat(refused.<ByteBuf>readOutbound().toString(US_ASCII)).isEqualTo("come again");
        ByteBuf unwanted = bytes("hello");
        refused.writeInbound(unwanted);
        assertThat(refused.<ByteBuf>readInbound()).isNull();
        assertThat(unwanted.refCnt()).isZero();
        refused.advanceTimeBy(2, TimeUnit.SECONDS);
        refused.runScheduledPendingTasks();
        assertThat(refused.isOpen()).isFalse();
    }

    @Test
    void countsNoRefusedConnectionThatStillReadsItsAnswer() {
        var limits = new ConnectionLimits("http", new Limits(2, 1, LONG, LONG, LONG), "come again", metrics, false);
        connect(limits, "192.0.2.1");
        EmbeddedChannel refused = connect(limits, "192.0.2.1");
        assertThat(refused.isOpen()).isTrue();
        EmbeddedChannel other = connect(limits, "192.0.2.2");
        other.writeInbound(bytes("hello"));
        assertThat(other.<ByteBuf>readInbound()).isNotNull();
        assertThat(open()).isEqualTo(2);
        refused.close();
        assertThat(open()).isEqualTo(2);
    }

    @Test
    void tellsOfRefusalsOnceAMinuteWithTheirNumber() {
        List<String> told = new ArrayList<>();
        Logger logger = Logger.getLogger(ConnectionLimits.class.getName());
        var listener = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                told.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(listener);
        try {
            ConnectionLimits limits = limits(1, 1);
            for (int i = 0; i < 4; i++) {
                connect(limits, "192.0.2.1");
            }
            nowNs.addAndGet(TimeUnit.SECONDS.toNanos(61));
            connect(limits, "192.0.2.1");
        } finally {
            logger.removeHandler(listener);
        }
        assertThat(told).hasSize(2);
        assertThat(told.getFirst())
                .contains("listener=lines", "count=1 ", "limit=1", "LOGTAIL_MAX_CONNECTIONS", "192.0.2.1");
        assertThat(told.getLast()).contains("count=3 ");
    }

    private ConnectionLimits limits(int connections, int perAddress) {
        return new ConnectionLimits(
                "lines", new Limits(connections, perAddress, LONG, LONG, LONG), "", metrics, false, nowNs::get);
    }

    private double refused(String limit) {
        return metrics.get("logtail.connections.refused")
                .tag("limit", limit)
                .counter()
                .count();
    }

    private double open() {
        return metrics.get("logtail.connections").gauge().value();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    private static EmbeddedChannel connect(ChannelHandler handler, String address) {
        var peer = new InetSocketAddress(literal(address), 4711);
        return new EmbeddedChannel(handler) {
            @Override
            protected SocketAddress remoteAddress0() {
                return peer;
            }
        };
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
