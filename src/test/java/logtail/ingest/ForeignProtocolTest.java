package logtail.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignProtocolTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost:5515\r\nAccept: */*\r\n\r\n",
                "POST /logs?app=x HTTP/1.1\r\nHost: x\r\n\r\nbody",
                "GET / HTTP/1.0\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nX-A:b"
            })
    void knowsHttp(String first) {
        assertThat(ForeignProtocol.of(Unpooled.copiedBuffer(first, ISO_8859_1))).contains(ForeignProtocol.HTTP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /x HTTP/1.1\" 200 12",
                "GET /x HTTP/1.1\n",
                "GET /x HTTP/1.1\r\n",
                "GET /x HTTP/1.1\nHost: x\n",
                "GET /x HTTP/1.1\r\nGET /y HTTP/1.1\r\n",
                "GET /x HTTP/1.1\r\n2026-11-30 next line\r\n",
                "GET /x HTTP/1.1 200\r\nHost: x\r\n",
                "<13>GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "INFO ready",
                "\u0016text",
                "x"
            })
    void takesLinesForLines(String first) {
        assertThat(ForeignProtocol.of(Unpooled.copiedBuffer(first, ISO_8859_1))).isEmpty();
    }

    @Test
    void announcesTheLengthOfItsAnswer() {
        int body = ForeignProtocol.ANSWER.indexOf("\r\n\r\n") + 4;
        assertThat(ForeignProtocol.ANSWER)
                .contains("Content-Length: " + (ForeignProtocol.ANSWER.length() - body) + "\r");
    }
}
