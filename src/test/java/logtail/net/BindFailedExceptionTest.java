package logtail.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindFailedExceptionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Address already in use          | the address is in use by another process",
                "Permission denied               | permission denied; ports below 1024 are for root, or for who has CAP_NET_BIND_SERVICE",
                "Cannot assign requested address | this machine has no such address",
                "something new                   | something new",
            })
    void saysWhatTheSystemMeans(String words, String meaning) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 514);
        assertThat(new BindFailedException(address, new BindException(words)))
                .hasMessage("cannot listen on 127.0.0.1:514: " + meaning);
        assertThat(new BindFailedException(address, new BindException(words)).of("LOGTAIL_SYSLOG_TCP"))
                .hasMessage("cannot listen on 127.0.0.1:514 (LOGTAIL_SYSLOG_TCP): " + meaning);
    }

    @Test
    void understandsTheTransportInUse() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var loops = new EventLoops()) {
            var bootstrap = new ServerBootstrap().childHandler(new ChannelInboundHandlerAdapter());
            assertThatThrownBy(() -> loops.bind(bootstrap, (InetSocketAddress) taken.getLocalSocketAddress()))
                    .isInstanceOf(BindFailedException.class)
                    .hasMessageEndingWith(": the address is in use by another process");
        }
    }

    @Test
    void showsIpv6InBrackets() throws Exception {
        assertThat(Addresses.shown(new InetSocketAddress(InetAddress.ofLiteral("::1"), 19670)))
                .isEqualTo("[::1]:19670");
    }
}
