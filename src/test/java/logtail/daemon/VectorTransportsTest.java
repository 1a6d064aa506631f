package logtail.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import logtail.OpensslAuthority;
import logtail.Programs;
import logtail.parse.Deviations;
import logtail.parse.Vector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A message is the same event whatever it comes over, as far as the transport can carry it. {@code MessageVectorsTest} holds what
 * the events are; this prints for each class how many vectors are as the others have them (agree), as {@link Deviations} explains
 * (chosen), or another event than over UDP (disagree).
 */
@Timeout(120)
@Tag("slow")
class VectorTransportsTest {
    private static final String MARKER = "<13>1 - - marker - - - ";
    private static final List<Vector> VECTORS =
            Vector.all().stream().filter(Vector::isMessage).toList();

    /** What an event has as its host when its message has none. */
    private static final Set<String> NO_HOST = Set.of("127.0.0.1", localHost());

    @TempDir
    private static Path work;

    private static OpensslAuthority.Key server;

    @BeforeAll
    static void issue() throws Exception {
        OpensslAuthority.assumeInstalled();
        Programs.need("logger", "bsdutils"); // a Linux with Unix sockets
        server = new OpensslAuthority(work.resolve("authority")).issue("server", "IP:127.0.0.1", Duration.ofHours(-1));
    }

    private enum Transport {
        UDP {
            @Override
            boolean carries(byte[] message) {
                return message.length > 0;
            }
        },
        OCTET_COUNT {
            @Override
            boolean carries(byte[] message) {
                return message.length > 0 && message[0] == '<';
            }
        },
        LINES {
            @Override
            boolean carries(byte[] message) {
                return message.length > 0 && !hasLineEnd(message) && !isCount(message);
            }
        },
        TLS {
            @Override
            boolean carries(byte[] message) {
                return OCTET_COUNT.carries(message);
            }
        },
        RELP {
            @Override
            boolean carries(byte[] message) {
                return message.length > 0;
            }
        },
        UNIX_DATAGRAM {
            @Override
            boolean carries(byte[] message) {
                return message.length > 0;
            }
        };

        /** Whether it can carry the message, and nothing else. */
        abstract boolean carries(byte[] message);

        private static boolean hasLineEnd(byte[] message) {
            for (byte b : message) {
                if (b == '\n' || b == '\r' || b == 0) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isCount(byte[] message) {
            return message[0] >= '1' && message[0] <= '9';
        }
    }

    @Test
    void makesTheSameEventOfAMessageWhateverItComesOver() throws Exception {
        Path socket = work.resolve("log");
        var all = new TreeMap<Transport, Map<String, Object>>();
        for (Transport transport : Transport.values()) {
            Path data = Files.createDirectory(work.resolve("data-" + transport));
            try (var daemon = RunningDaemon.start(data, settings(socket))) {
                send(transport, daemon, socket);
                all.put(transport, events(daemon, transport));
            }
        }
        assertThat(disagreeing(all)).isEmpty();
    }

    private Map<String, String> settings(Path socket) {
        return Map.of(
                "LOGTAIL_SYSLOG_TLS", "127.0.0.1:0",
                "LOGTAIL_TLS_CERT", server.certificate(),
                "LOGTAIL_TLS_KEY", server.file(),
                "LOGTAIL_RELP", "127.0.0.1:0",
                "LOGTAIL_UNIX", socket.toString());
    }

    /** Sends each message, and behind each a marker that names it. */
    private void send(Transport transport, RunningDaemon daemon, Path socket) throws Exception {
        switch (transport) {
            case UDP -> {
                InetSocketAddress address = daemon.address("syslog-udp");
                try (var sending = new DatagramSocket()) {
                    for (byte[] message : messages(transport)) {
                        sending.send(new DatagramPacket(message, message.length, address));
                    }
                }
            }
            case UNIX_DATAGRAM -> sendDatagrams(socket, messages(transport));
            case OCTET_COUNT -> {
                try (var sending = connect(daemon.address("syslog-tcp"))) {
                    sending.getOutputStream().write(counted(messages(transport)));
                }
            }
            case TLS -> {
                InetSocketAddress address = daemon.address("syslog-tls");
                try (Socket sending =
                        server.clientOf().getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
                    sending.getOutputStream().write(counted(messages(transport)));
                }
            }
            case LINES -> {
                List<byte[]> messages = messages(transport);
                for (int i = 0; i < messages.size(); i += 2) { // a line without a header continues the one before
                    try (var sending = connect(daemon.address("syslog-tcp"))) {
                        sending.getOutputStream().write(lines(messages.subList(i, i + 2)));
                        sending.shutdownOutput();
                        sending.getInputStream().readAllBytes(); // until the daemon has taken it
                    }
                }
            }
            case RELP -> relp(daemon.address("relp"), messages(transport));
        }
    }

    private static List<byte[]> messages(Transport transport) {
        var messages = new ArrayList<byte[]>();
        for (Vector vector : VECTORS) {
            if (transport.carries(vector.input())) {
                messages.add(vector.input());
                messages.add((MARKER + vector.id()).getBytes(US_ASCII));
            }
        }
        return messages;
    }

    private static void sendDatagrams(Path socket, List<byte[]> messages) throws Exception {
        var script =
                "import socket,sys,struct\ns=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)\ns.connect(sys.argv[1])\n"
                        + "r=sys.stdin.buffer\nwhile True:\n h=r.read(4)\n if not h: break\n s.send(r.read(struct.unpack('>I',h)[0]))\n";
        Programs.need("python3", "python3");
        Process sending = new ProcessBuilder("python3", "-c", script, socket.toString())
                .redirectErrorStream(true)
                .start();
        try (OutputStream out = sending.getOutputStream()) {
            for (byte[] message : messages) {
                out.write(new byte[] {0, 0, (byte) (message.length >> 8), (byte) message.length});
                out.write(message);
            }
        }
        assertThat(sending.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(sending.exitValue()).isZero();
    }

    private static byte[] counted(List<byte[]> messages) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            bytes.writeBytes((message.length + " ").getBytes(US_ASCII));
            bytes.writeBytes(message);
        }
        return bytes.toByteArray();
    }

    private static byte[] lines(List<byte[]> messages) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            bytes.writeBytes(message);
            bytes.write('\n');
        }
        return bytes.toByteArray();
    }

    private static void relp(InetSocketAddress address, List<byte[]> messages) throws IOException {
        try (var sending = connect(address)) {
            InputStream answers = sending.getInputStream();
            OutputStream out = sending.getOutputStream();
            String offers = "relp_version=0\ncommands=syslog";
            out.write("1 open %d %s\n".formatted(offers.length(), offers).getBytes(US_ASCII));
            int number = 2;
            for (byte[] message : messages) {
                out.write("%d syslog %d ".formatted(number++, message.length).getBytes(US_ASCII));
                out.write(message);
                out.write('\n');
            }
            out.write("%d close 0\n".formatted(number).getBytes(US_ASCII));
            answers.readAllBytes();
        }
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        return new Socket(address.getAddress(), address.getPort());
    }

    /** The events between two markers, without what the transport adds, by the id of their vector. */
    private static Map<String, Object> events(RunningDaemon daemon, Transport transport) throws IOException {
        long wanted = VECTORS.stream()
                .filter(vector -> transport.carries(vector.input()))
                .count();
        List<Shown> shown = daemon.await(1);
        while (shown.stream().filter(event -> event.app().equals("marker")).count() < wanted) {
            shown = daemon.await(shown.size() + 1);
        }
        var events = new HashMap<String, Object>();
        var between = new ArrayList<Map<String, Object>>();
        for (Shown event : shown) {
            if (event.app().equals("marker")) {
                events.put(event.message(), List.copyOf(between));
                between.clear();
            } else {
                between.add(sent(event));
            }
        }
        return events;
    }

    private static Map<String, Object> sent(Shown event) {
        var members = new TreeMap<>(event.members());
        members.remove("id");
        if (String.valueOf(members.remove("received")).equals(members.get("time"))) {
            members.remove("time");
        }
        if (NO_HOST.contains(event.text("host"))) {
            members.remove("host");
        }
        if (members.get("attributes") instanceof Map<?, ?> attributes) {
            var own = new TreeMap<String, Object>();
            attributes.forEach((name, value) -> own.put(String.valueOf(name), value));
            own.keySet().removeIf(name -> name.startsWith("peer."));
            members.put("attributes", own);
            if (own.isEmpty()) {
                members.remove("attributes");
            }
        }
        return members;
    }

    private static String localHost() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return ""; // skipped there
        }
    }

    private static List<String> disagreeing(Map<Transport, Map<String, Object>> all) {
        var disagreeing = new ArrayList<String>();
        Map<String, Object> reference = Objects.requireNonNull(all.get(Transport.UDP));
        all.forEach((transport, events) -> {
            var counts = new TreeMap<String, int[]>();
            for (Vector vector : VECTORS) {
                int[] count = counts.computeIfAbsent(vector.kindOfMessage(), kind -> new int[4]);
                if (!events.containsKey(vector.id())) {
                    count[3]++;
                } else if (!Objects.equals(events.get(vector.id()), reference.get(vector.id()))) {
                    count[2]++;
                    disagreeing.add("%s over %s: %s instead of %s"
                            .formatted(vector.id(), transport, events.get(vector.id()), reference.get(vector.id())));
                } else {
                    count[Deviations.MESSAGES.containsKey(vector.id()) ? 1 : 0]++;
                }
            }
            counts.forEach((kind, count) -> System.out.printf(
                    "%-14s %-16s agree %3d, chosen %3d, disagree %d, not to be carried %d%n",
                    transport, kind, count[0], count[1], count[2], count[3]));
        });
        return disagreeing;
    }
}
