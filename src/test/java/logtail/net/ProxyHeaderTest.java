package logtail.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import logtail.net.ProxyHeader.Good;
import logtail.net.ProxyHeader.Incomplete;
import logtail.net.ProxyHeader.Wrong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\\r\\n,    192.0.2.7, 56324",
        "PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\\n,       192.0.2.7, 56324", // loggen -H
        "PROXY TCP6 2001:db8::7 2001:db8::1 65535 1\\r\\n,     2001:db8:0:0:0:0:0:7, 65535",
        "PROXY TCP4 255.255.255.255 0.0.0.0 0 0\\r\\n,         255.255.255.255, 0",
    })
    void takesTheClientOfTheFirstVersion(String escaped, String address, int port) {
        ByteBuf in = bytes(unescaped(escaped) + "<13>rest");
        assertThat(ProxyHeader.parse(in))
                .isEqualTo(new Good(
                        Optional.of(new InetSocketAddress(address, port)),
                        unescaped(escaped).length()));
        assertThat(in.readerIndex()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN ffff:f:f ffff::1 65535 65535 and more\r\n",
            })
    void takesAnUnknownClientForTheProxyItself(String header) {
        assertThat(ProxyHeader.parse(bytes(header))).isEqualTo(new Good(Optional.empty(), header.length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<13>1 - h app - - - hello\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 56324\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 56324 443 1\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.1 56324 443\r\n",
                "PROXY TCP4 2001:db8::7 2001:db8::1 56324 443\r\n",
                "PROXY TCP6 192.0.2.7 198.51.100.1 56324 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 65536 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 -1 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 000001 443\r\n",
                "PROXY UDP4 192.0.2.7 198.51.100.1 1 443\r\n",
                "PROXY  TCP4 192.0.2.7 198.51.100.1 1 443\r\n",
                "PROXY \r\n",
                "PROXY host.example.com example.com 1 443\r\n",
                "proxy TCP4 192.0.2.7 198.51.100.1 1 443\r\n",
                "GET / HTTP/1.1\r\n",
                "\r\n\r\n\0\r\nQUIX",
            })
    void refusesWhatIsNone(String text) {
        assertThat(ProxyHeader.parse(bytes(text))).isInstanceOf(Wrong.class);
    }

    @Test
    void refusesALineWithoutEndAtItsBound() {
        assertThat(ProxyHeader.parse(bytes("PROXY UNKNOWN " + "x".repeat(92)))).isEqualTo(new Incomplete());
        assertThat(ProxyHeader.parse(bytes("PROXY UNKNOWN " + "x".repeat(93)))).isInstanceOf(Wrong.class);
        assertThat(ProxyHeader.parse(bytes("PROXY UNKNOWN " + "x".repeat(92) + "\n")))
                .isInstanceOf(Good.class);
    }

    @ParameterizedTest
    @CsvSource({
        "21 11 000c c0000207 c6336401 dc04 01bb,                                 192.0.2.7, 56324",
        "21 12 000c c0000207 c6336401 dc04 01bb,                                 192.0.2.7, 56324",
        "21 11 0010 c0000207 c6336401 dc04 01bb 040001ff,                        192.0.2.7, 56324", // with a TLV
        "21 21 0024 20010db8000000000000000000000007 20010db8000000000000000000000001 ffff 0001, 2001:db8:0:0:0:0:0:7, 65535",
    })
    void takesTheClientOfTheSecondVersion(String hex, String address, int port) {
        ByteBuf in = second(hex);
        int length = in.readableBytes();
        in.writeBytes(bytes("rest"));
        assertThat(ProxyHeader.parse(in))
                .isEqualTo(new Good(Optional.of(new InetSocketAddress(address, port)), length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20 00 0000", // LOCAL
                "20 11 000c c0000207 c6336401 dc04 01bb",
                "21 00 0003 010203", // of no family
                "21 31 0004 00000000", // of a unix socket
            })
    void takesAConnectionOfTheProxyItself(String hex) {
        ByteBuf in = second(hex);
        assertThat(ProxyHeader.parse(in)).isEqualTo(new Good(Optional.empty(), in.readableBytes()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11 11 000c c0000207 c6336401 dc04 01bb", // version 1
                "22 11 000c c0000207 c6336401 dc04 01bb", // neither LOCAL nor PROXY
                "21 41 000c c0000207 c6336401 dc04 01bb",
                "21 11 000b c0000207 c6336401 dc04 01",
                "21 21 000c c0000207 c6336401 dc04 01bb",
                "21 11 1001", // longer than is taken
                "20 11 ffff",
            })
    void refusesABrokenSecondVersion(String hex) {
        assertThat(ProxyHeader.parse(second(hex))).isInstanceOf(Wrong.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "50524f58592054435034203139322e302e322e37203139382e35312e3130302e31203536333234203434330d0a",
                SIGNATURE + "2111000cc0000207c6336401dc0401bb",
            })
    void waitsForMoreAtEveryByte(String hex) {
        byte[] header = HexFormat.of().parseHex(hex);
        for (int length = 0; length < header.length; length++) {
            assertThat(ProxyHeader.parse(Unpooled.wrappedBuffer(header, 0, length)))
                    .as("%d bytes", length)
                    .isEqualTo(new Incomplete());
        }
    }

    @Test
    void readsNothingButWhatIsThere() {
        var random = new Random(7);
        byte[] header = HexFormat.of().parseHex(SIGNATURE + "2111000cc0000207c6336401dc0401bb");
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = header.clone();
            for (int i = 0; i < 3; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(damaged.length + 1);
            if (ProxyHeader.parse(Unpooled.wrappedBuffer(damaged, 0, length)) instanceof Good good) {
                assertThat(good.bytes()).isLessThanOrEqualTo(length);
            }
        }
    }

    private static ByteBuf second(String hex) {
        return Unpooled.buffer().writeBytes(HexFormat.of().parseHex(SIGNATURE + hex.replace(" ", "")));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }
}
