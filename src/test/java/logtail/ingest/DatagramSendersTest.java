package logtail.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatagramSendersTest {
    private final DatagramSenders senders = new DatagramSenders();

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "::1, ::1",
        "::ffff:10.0.0.1, 10.0.0.1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    })
    void namesASenderByItsAddress(String address, String name) throws UnknownHostException {
        assertThat(senders.at(InetAddress.getByName(address)).peerHost()).hasToString(name);
    }

    @Test
    void leavesOutTheInterfaceOfAnIpv6Address() throws UnknownHostException {
        var loopback = new byte[16];
        loopback[15] = 1;
        for (int scope : new int[] {0, 2}) { // epoll gives every address a scope
            assertThat(senders.at(Inet6Address.getByAddress(null, loopback, scope))
                            .peerHost())
                    .hasToString("::1");
        }
    }

    @Test
    void remembersASender() throws UnknownHostException {
        Sender first = senders.at(InetAddress.getByName("10.1.2.3"));
        assertThat(senders.at(InetAddress.getByName("10.1.2.3"))).isSameAs(first);
    }
}
