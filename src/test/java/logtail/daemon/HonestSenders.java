package logtail.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import logtail.web.HttpSocket;

/**
 * Four senders of single lines at a steady pace, of app {@code honest}: over syslog TCP, syslog UDP, HTTP and RELP; and a tail that shows
 * them. Measures how long each line takes until it is acknowledged and until it is shown, counted from when it is sent.
 */
final class HonestSenders {
    /** Lines a second of each sender. */
    static final int PER_SECOND = 50;

    private static final long PACE_NS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    private static final int DEADLINE_SECONDS = 30;

    private final DaemonProcess daemon;
    private final int lines;
    private final List<Route> routes = new ArrayList<>();
    private final CountDownLatch shown;

    /** One sender. */
    final class Route {
        final String name;
        final AtomicLongArray sentNs = new AtomicLongArray(lines);
        final AtomicLongArray ackedNs = new AtomicLongArray(lines); // 0 when it is not
        final AtomicLongArray shownNs = new AtomicLongArray(lines);
        private final Sending sending;

        Route(String name, Sending sending) {
            this.name = name;
            this.sending = sending;
        }

        private void run() {
            long startNs = System.nanoTime();
            for (int i = 0; i < lines; i++) {
                long due = startNs + i * PACE_NS;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                sentNs.set(i, System.nanoTime());
                try {
                    if (sending.send(name + " " + i)) {
                        ackedNs.set(i, System.nanoTime());
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(name, e);
                }
            }
        }

        /** From sent to acknowledged, in milliseconds, in ascending order; empty when its protocol has no acknowledgements. */
        double[] acked() {
            return milliseconds(ackedNs);
        }

        /** From sent to shown. */
        double[] shown() {
            return milliseconds(shownNs);
        }

        private double[] milliseconds(AtomicLongArray endNs) {
            double[] all = new double[lines];
            int count = 0;
            for (int i = 0; i < lines; i++) {
                if (endNs.get(i) != 0) {
                    all[count++] = (endNs.get(i) - sentNs.get(i)) / 1e6;
                }
            }
            double[] ascending = Arrays.copyOf(all, count);
            Arrays.sort(ascending);
            return ascending;
        }
    }

    /** Sends a line; true when it is acknowledged. */
    interface Sending {
        boolean send(String text) throws IOException;
    }

    private HonestSenders(DaemonProcess daemon, int lines) {
        this.daemon = daemon;
        this.lines = lines;
        shown = new CountDownLatch(lines * 3);
    }

    /** Sends for so long; returns once all lines are shown but those of UDP, or after {@value #DEADLINE_SECONDS} seconds. */
    static HonestSenders run(DaemonProcess daemon, int seconds) throws IOException, InterruptedException {
        var senders = new HonestSenders(daemon, seconds * PER_SECOND);
        senders.send();
        return senders;
    }

    List<Route> routes() {
        return routes;
    }

    /** Whatever was measured, of all senders. */
    double[] all() {
        double[] all = routes.stream()
                .flatMapToDouble(
                        route -> DoubleStream.concat(Arrays.stream(route.acked()), Arrays.stream(route.shown())))
                .toArray();
        Arrays.sort(all);
        return all;
    }

    /** So many of a hundred took at most so long. */
    static double percentile(double[] ascending, double percent) {
        return ascending.length == 0
                ? Double.NaN
                : ascending[Math.min(ascending.length - 1, (int) (ascending.length * percent / 100))];
    }

    /** How many lines are not shown, but for those of UDP, of which the kernel may drop some. */
    int lostOfStreams() {
        return routes.stream()
                .filter(route -> !route.name.equals("udp"))
                .mapToInt(route -> lines - route.shown().length)
                .sum();
    }

    /** For each sender, of acknowledged and of shown lines: the median, 99 of 100, the longest, in milliseconds. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Route route : routes) {
            append(text, route.name + " acked", route.acked());
            append(text, route.name + " shown", route.shown());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, double[] ascending) {
        if (ascending.length > 0) {
            text.append("%s %.1f/%.1f/%.1f  "
                    .formatted(name, percentile(ascending, 50), percentile(ascending, 99), percentile(ascending, 100)));
        }
    }

    private void send() throws IOException, InterruptedException {
        InetSocketAddress syslog = daemon.address("syslog-tcp");
        InetSocketAddress udpTo = daemon.address("syslog-udp");
        try (var tail = HttpSocket.open(daemon.address("http"));
                var tcp = new Socket(syslog.getAddress(), syslog.getPort());
                var udp = new DatagramSocket();
                var http = HttpSocket.open(daemon.address("http"));
                var relp = RelpClient.open(daemon.address("relp"))) {
            tcp.setTcpNoDelay(true);
            routes.add(new Route("tcp", text -> {
                tcp.getOutputStream().write((syslog(text) + "\n").getBytes(UTF_8));
                return false;
            }));
            routes.add(new Route("udp", text -> {
                byte[] bytes = syslog(text).getBytes(UTF_8);
                udp.send(new DatagramPacket(bytes, bytes.length, udpTo));
                return false;
            }));
            routes.add(new Route("http", text -> {
                int status = http.post("/logs?app=honest", text.getBytes(UTF_8)).status();
                return status == 204;
            }));
            int[] number = {1};
            routes.add(new Route("relp", text -> {
                relp.send(RelpClient.line(++number[0], syslog(text)));
                return relp.receive().startsWith(number[0] + " rsp 200");
            }));
            BufferedReader shownLines = tail.send(HttpSocket.head("GET", "/tail?app=honest&lines=0"))
                    .receiveStream();
            Thread.ofPlatform().daemon().name("honest-tail").start(() -> follow(shownLines));
            var threads = routes.stream()
                    .map(route -> Thread.ofPlatform()
                            .daemon()
                            .name("honest-" + route.name)
                            .start(route::run))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            shown.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void follow(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line, System.nanoTime());
            }
        } catch (IOException e) {
            return; // it is closed when all is measured
        }
    }

    private void note(String line, long nowNs) {
        for (Route route : routes) {
            int at = line.indexOf("\"" + route.name + " ");
            if (at >= 0) {
                int from = at + route.name.length() + 2;
                int i = Integer.parseInt(line, from, line.indexOf('"', from), 10);
                route.shownNs.set(i, nowNs);
                if (!route.name.equals("udp")) {
                    shown.countDown();
                }
                return;
            }
        }
    }

    private static String syslog(String text) {
        return "<14>1 - h honest 1 - - " + text;
    }
}
