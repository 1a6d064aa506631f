package logtail.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One stranger opens more connections than the process has descriptors, and keeps them. */
@Timeout(120)
class DescriptorsIT {
    private static final int DESCRIPTORS = 512;
    private static final List<String> LISTENERS = List.of("http", "syslog-tcp", "lines-tcp");

    @TempDir
    private Path data;

    @Test
    void keepsDescriptorsForItselfAndForOthersWhenOneAddressOpensAllItCan() throws Exception {
        var held = new ArrayList<Socket>();
        try (var daemon = DaemonProcess.startWithin(DESCRIPTORS, data)) {
            for (String listener : LISTENERS) {
                for (int opened = 0; opened < DESCRIPTORS; opened++) {
                    held.add(connect(daemon.address(listener), "127.0.0.1"));
                }
            }
            for (int round = 0; round < 3; round++) {
                assertThat(post(daemon.address("http"), "127.0.0.2")).startsWith("HTTP/1.1 204");
            }
            assertThat(daemon.log()).anyMatch(line -> line.contains("LOGTAIL_MAX_CONNECTIONS"));
            assertThat(daemon.terminate()).isEqualTo(0);
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    private static Socket connect(InetSocketAddress to, String from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(to);
        return socket;
    }

    private static String post(InetSocketAddress http, String from) throws IOException {
        try (Socket socket = connect(http, from)) {
            socket.getOutputStream()
                    .write(
                            ("POST /logs?app=honest HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 4\r\n\r\n"
                                            + "line")
                                    .getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
