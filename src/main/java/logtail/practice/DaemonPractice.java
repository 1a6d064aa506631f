package logtail.practice;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.CommandFailedException;
import logtail.cli.client.DaemonAccess;
import logtail.cli.client.DaemonAddress;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.RefusedException;
import logtail.cli.client.UrlQuery;

/**
 * Training run of the daemon for the JVM's AOT cache: starts the given command with a journal in a temporary directory and
 * free ports on loopback, sends lines through every listener, tails them, and stops the daemon cleanly, which makes the JVM
 * write the cache. Called by {@code bin/logtail}.
 */
public final class DaemonPractice {
    private static final int READY_TRIES = 600;
    private static final long READY_PAUSE_MS = 50;
    private static final int ROUNDS = 20;
    private static final int LOAD_LINES = 600;
    private static final int LOAD_ROUNDS = 700;
    private static final int DATAGRAM_ROUNDS = 150;
    private static final int UPLOAD_ROUNDS = 200;
    private static final long END_SECONDS = 90; // includes the time to write the cache
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final String SYSLOG = "<165>1 2026-11-24T14:00:00.003Z host app 111 ID47 [x@1 iut=\"3\"] An event\n"
            + "<34>Nov 24 14:00:00 host su[12]: 'su root' failed\n";

    private final Process daemon;
    private final DaemonClient client;
    private final List<Integer> ports;

    private DaemonPractice(Process daemon, List<Integer> ports) {
        this.daemon = daemon;
        this.ports = ports;
        this.client =
                new DaemonClient(DaemonAccess.to(new DaemonAddress("http://127.0.0.1:" + ports.getFirst())), SILENCE);
    }

    /** Trains the daemon that {@code command} starts; its first element is the JVM. */
    public static void main(String[] command) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("logtail-practice");
        try {
            List<Integer> ports = freePorts(4);
            new DaemonPractice(start(command, directory, ports), ports).run();
        } finally {
            delete(directory);
        }
    }

    private static Process start(String[] command, Path directory, List<Integer> ports) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        var env = builder.environment();
        env.keySet().removeIf(name -> name.startsWith("LOGTAIL_") || name.equals("PORT"));
        env.put("LOGTAIL_DATA", directory.resolve("data").toString());
        env.put("LOGTAIL_HTTP", "127.0.0.1:" + ports.get(0));
        env.put("LOGTAIL_SYSLOG_TCP", "127.0.0.1:" + ports.get(1));
        env.put("LOGTAIL_SYSLOG_UDP", "127.0.0.1:" + ports.get(2));
        env.put("LOGTAIL_LINES_TCP", "127.0.0.1:" + ports.get(3));
        return builder.start();
    }

    private void run() throws InterruptedException {
        try {
            if (isReady()) {
                for (int i = 0; i < ROUNDS; i++) {
                    send();
                }
                load();
                loadDatagrams();
                upload();
                tail();
            }
        } catch (IOException | CommandFailedException e) {
            // a training run that fails halfway still trains
        }
        daemon.destroy();
        if (!daemon.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            daemon.destroyForcibly();
        }
    }

    private boolean isReady() throws InterruptedException {
        for (int i = 0; i < READY_TRIES && daemon.isAlive(); i++) {
            try {
                client.stream("/readyz", new UrlQuery()).close();
                return true;
            } catch (IOException | RefusedException e) {
                Thread.sleep(READY_PAUSE_MS);
            }
        }
        return false;
    }

    private void send() throws IOException {
        byte[] lines = "level=warn one\n{\"level\":\"info\",\"message\":\"two\"}\n".getBytes(UTF_8);
        client.post("/logs", new UrlQuery().add("app", "practice"), Map.of(), lines);
        byte[] syslog = SYSLOG.getBytes(UTF_8);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int port : List.of(ports.get(1), ports.get(3))) {
            try (var socket = new Socket(loopback, port)) {
                socket.getOutputStream().write(syslog);
            }
        }
        try (var socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(syslog, syslog.length, loopback, ports.get(2)));
        }
    }

    /** Sends enough load for the JVM's profiles, which the cache stores too; they save half of the warm-up. */
    private void load() throws IOException {
        var counted = new StringBuilder();
        for (int i = 0; i < LOAD_LINES; i++) {
            String message = "<%d>1 2026-11-24T14:%02d:%02d.%06dZ host%d app%d %d - - GET /items/%d took=%dms status=%d"
                    .formatted(
                            8 + i % 180,
                            i / 60 % 60,
                            i % 60,
                            i * 977 % 1_000_000,
                            i % 3,
                            i % 16,
                            i,
                            i,
                            i % 900,
                            200 + i % 300);
            counted.append(message.length()).append(' ').append(message);
        }
        byte[] chunk = counted.toString().getBytes(UTF_8);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), ports.get(1))) {
            for (int i = 0; i < LOAD_ROUNDS; i++) {
                socket.getOutputStream().write(chunk);
            }
        }
    }

    /** The same for datagrams; those that find no room are no loss here. */
    private void loadDatagrams() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        var datagrams = new ArrayList<DatagramPacket>();
        for (int i = 0; i < LOAD_LINES; i++) {
            String message = "<%d>Nov %2d 14:%02d:%02d host%d app%d[%d]: GET /items/%d took=%dms status=%d"
                    .formatted(
                            8 + i % 180, 1 + i % 28, i / 60 % 60, i % 60, i % 3, i % 16, i, i, i % 900, 200 + i % 300);
            byte[] bytes = message.getBytes(UTF_8);
            datagrams.add(new DatagramPacket(bytes, bytes.length, loopback, ports.get(2)));
        }
        try (var socket = new DatagramSocket()) {
            for (int i = 0; i < DATAGRAM_ROUNDS; i++) {
                for (DatagramPacket datagram : datagrams) {
                    socket.send(datagram);
                }
            }
        }
    }

    /** Long bodies over HTTP/2, which share most of their way with those over HTTP/1. */
    private void upload() throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; lines.length() < Http2Practice.MOST_BYTES - 200; i++) {
            lines.append(
                    "2026-11-24T14:00:00.%03dZ level=info msg=\"request done\" path=/items/%d status=200 took=%dms\n"
                            .formatted(i % 1000, i, i % 900));
        }
        byte[] body = lines.toString().getBytes(UTF_8);
        try (var connection = new Http2Practice(ports.getFirst())) {
            for (int i = 0; i < UPLOAD_ROUNDS; i++) {
                connection.post("/logs?app=practice", body);
            }
        }
    }

    private void tail() throws IOException {
        for (String filter : List.of("", "one -three")) {
            var query = new UrlQuery()
                    .addUnlessEmpty("filter", filter)
                    .add("lines", "all")
                    .add("follow", "false");
            try (var answer = client.stream("/tail", query);
                    InputStream body = answer.body()) {
                body.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        var ports = new ArrayList<Integer>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
                ports.add(sockets.getLast().getLocalPort());
            }
            return ports;
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
