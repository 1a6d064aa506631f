package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Senders that send as much as the daemon takes, on threads of their own, all lines as app {@code hog}. */
final class Hog implements AutoCloseable {
    private static final int WINDOW = 1024; // frames of RELP that may wait for an answer
    private static final int BATCH = 100; // lines of a request or a write
    private static final String TEXT = "x".repeat(150);
    private static final String SYSLOG = "<14>1 2026-10-11T22:14:15.003Z host hog 17 - - " + TEXT;

    private static final long DEADLINE_NS = 30_000_000_000L;
    private static final long POLL_NS = 1_000_000;

    private final DaemonProcess daemon;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Closeable> open = new ArrayList<>();
    private final AtomicLong lines = new AtomicLong();
    private volatile boolean isStopping;

    /** Sends over one connection until that is closed. */
    private interface Sending {
        void run() throws IOException, InterruptedException;
    }

    Hog(DaemonProcess daemon) {
        this.daemon = daemon;
    }

    /** How many lines were handed to sockets so far, the last ones perhaps in part. */
    long lines() {
        return lines.get();
    }

    /** Waits until so many were. */
    void awaitLines(long count) {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (lines() < count) {
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("only " + lines() + " lines are sent");
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** Adds connections of a kind: {@code octet}, {@code lines}, {@code http}, {@code relp} or {@code udp}. */
    Hog with(String kind, int connections) throws IOException, InterruptedException {
        for (int i = 0; i < connections; i++) {
            Sending sending = switch (kind) {
                case "octet" -> stream("syslog-tcp", (SYSLOG.length() + " " + SYSLOG).repeat(BATCH));
                case "lines" -> stream("lines-tcp", ("{\"app\":\"hog\",\"message\":\"" + TEXT + "\"}\n").repeat(BATCH));
                case "http" -> http();
                case "relp" -> relp();
                case "udp" -> udp();
                default -> throw new IllegalArgumentException(kind);
            };
            threads.add(Thread.ofPlatform().daemon().name("hog-" + kind).start(() -> run(sending)));
        }
        return this;
    }

    private void run(Sending sending) {
        try {
            sending.run();
        } catch (IOException e) {
            if (!isStopping) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Sending stream(String listener, String batch) throws IOException, InterruptedException {
        Socket socket = connect(listener);
        byte[] bytes = batch.getBytes(UTF_8);
        return () -> {
            while (!isStopping) {
                socket.getOutputStream().write(bytes);
                lines.addAndGet(BATCH);
            }
        };
    }

    private Sending http() throws IOException, InterruptedException {
        Socket socket = connect("http");
        String body = (TEXT + "\n").repeat(BATCH);
        byte[] request = "POST /logs?app=hog HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body)
                .getBytes(UTF_8);
        byte[] answer = new byte[4096];
        return () -> {
            while (!isStopping) {
                socket.getOutputStream().write(request);
                lines.addAndGet(BATCH);
                if (socket.getInputStream().read(answer) < 0) {
                    throw new IOException("the daemon closed the connection");
                }
            }
        };
    }

    private Sending relp() throws IOException, InterruptedException {
        Socket socket = connect("relp");
        var window = new Semaphore(WINDOW);
        threads.add(Thread.ofPlatform()
                .daemon()
                .name("hog-answers")
                .start(() -> run(() -> {
                    InputStream in = socket.getInputStream();
                    byte[] answers = new byte[8192];
                    for (int count = in.read(answers); count > 0; count = in.read(answers)) {
                        int lineEnds = 0;
                        for (int i = 0; i < count; i++) {
                            lineEnds += answers[i] == '\n' ? 1 : 0;
                        }
                        window.release(lineEnds);
                    }
                })));
        return () -> {
            socket.getOutputStream()
                    .write(RelpClient.frame(1, "open", "relp_version=0\ncommands=syslog")
                            .getBytes(UTF_8));
            var frames = new StringBuilder();
            for (long number = 2; !isStopping; ) {
                window.acquire(BATCH);
                frames.setLength(0);
                for (int i = 0; i < BATCH; i++) {
                    frames.append(number++).append(" syslog ").append(SYSLOG.length());
                    frames.append(' ').append(SYSLOG).append('\n');
                }
                socket.getOutputStream().write(frames.toString().getBytes(UTF_8));
                lines.addAndGet(BATCH);
            }
        };
    }

    private Sending udp() throws IOException, InterruptedException {
        InetSocketAddress address = daemon.address("syslog-udp");
        var socket = new DatagramSocket();
        open.add(socket);
        byte[] bytes = SYSLOG.getBytes(UTF_8);
        return () -> {
            while (!isStopping) {
                socket.send(new DatagramPacket(bytes, bytes.length, address));
                lines.incrementAndGet();
            }
        };
    }

    private Socket connect(String listener) throws IOException, InterruptedException {
        InetSocketAddress address = daemon.address(listener);
        var socket = new Socket(address.getAddress(), address.getPort());
        open.add(socket);
        return socket;
    }

    /** Breaks all connections off, which ends their threads. */
    @Override
    public void close() throws IOException {
        isStopping = true;
        for (Closeable socket : open) {
            socket.close();
        }
        for (Thread thread : threads) {
            thread.interrupt();
        }
    }
}
