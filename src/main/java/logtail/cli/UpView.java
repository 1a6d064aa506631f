package logtail.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;

/**
 * Shows the lines of one app as the daemon has put them in order: {@code HH:MM:SS web.1  | message}, a colour per process.
 * A thread of its own follows the daemon until {@link #finish}.
 */
final class UpView {
    private static final int[] COLORS = {37, 166, 64, 132, 33, 173, 71, 97}; // readable on dark and on light
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int DAEMON_SECONDS = 10;

    private final DaemonClient client;
    private final String app;
    private final int nameWidth;
    private final boolean color;
    private final ZoneId zone;
    private final LineOutput out;
    private final Map<String, Integer> numbers = new HashMap<>(); // of the processes, in the order of their first lines
    private final StreamLineReader reader = new StreamLineReader();
    private final Backoff backoff = new Backoff(100, 2_000);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Thread following;
    private long shownId = -1; // guarded by this
    private volatile boolean isOver;

    private UpView(DaemonAccess daemon, String app, int nameWidth, boolean color, ZoneId zone, OutputStream out) {
        this.client = new DaemonClient(daemon, DaemonClient.SILENCE);
        this.app = app;
        this.nameWidth = nameWidth;
        this.color = color;
        this.zone = zone;
        this.out = new LineOutput(out);
        following = Thread.ofPlatform().daemon().name("view").unstarted(this::follow);
    }

    /**
     * Shows what comes from now on.
     *
     * @throws CommandFailedException when the daemon is not there
     */
    static UpView start(DaemonAccess daemon, String app, int nameWidth, boolean color, ZoneId zone, OutputStream out)
            throws InterruptedException {
        var view = new UpView(daemon, app, nameWidth, color, zone, out);
        try {
            view.newestId(0);
        } catch (IOException e) {
            throw new UnreachableException(daemon.address(), e);
        }
        view.following.start();
        view.opened.await(DAEMON_SECONDS, TimeUnit.SECONDS);
        return view;
    }

    /** Waits until all that the daemon has of the app is shown, at most so long, and ends. */
    void finish(long deadlineNs) throws InterruptedException {
        try {
            long last = newestId(1);
            synchronized (this) {
                while (shownId < last && System.nanoTime() < deadlineNs) {
                    wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime())));
                }
            }
        } catch (IOException e) {
            // the daemon is gone, and with it what could be shown
        }
        isOver = true;
    }

    /** The id of the newest event of the app, with {@code lines} 1; -1 when there is none. Also tries the daemon. */
    private long newestId(int lines) throws IOException {
        var query = new Query().add("app", app).add("follow", "false").add("lines", Integer.toString(lines));
        try (var stream = client.stream("/tail", query);
                var text = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
            long newest = -1;
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                newest = read(line) instanceof StreamLine.Event event ? Long.parseLong(event.id()) : newest;
            }
            return newest;
        }
    }

    private void follow() {
        String after = "";
        while (!isOver) {
            var query = new Query().add("app", app);
            query = after.isEmpty() ? query.add("lines", "0") : query.add("after", after);
            try (var stream = client.stream("/tail", query);
                    var text = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
                after = after.isEmpty() ? stream.newestId() : after;
                opened.countDown();
                backoff.reset();
                for (String line = text.readLine(); line != null && !isOver; line = text.readLine()) {
                    after = show(line, after);
                    if (!text.ready()) {
                        out.flush();
                    }
                }
            } catch (IOException | RefusedException | OutputClosedException e) {
                isOver |= e instanceof OutputClosedException;
            }
            try {
                Thread.sleep(isOver ? 0 : backoff.nextMs());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private String show(String line, String after) {
        return switch (read(line)) {
            case StreamLine.Event event -> {
                write(event);
                shown(Long.parseLong(event.id()));
                yield event.id();
            }
            case StreamLine.Gap gap -> {
                out.ascii("-- ").visible(LineFormat.words(gap)).ascii(" --\n");
                yield gap.to();
            }
            default -> after;
        };
    }

    private void write(StreamLine.Event event) {
        String name = event.process().isEmpty() ? event.app() : event.process();
        if (color) {
            int number = numbers.computeIfAbsent(name, unused -> numbers.size());
            out.ascii("\033[38;5;" + COLORS[number % COLORS.length] + "m");
        }
        out.ascii(CLOCK.format(Instant.parse(event.time()).atZone(zone)))
                .ascii(' ')
                .visible(name);
        out.ascii(" ".repeat(Math.max(0, nameWidth - name.length()))).ascii(" | ");
        if (color) {
            out.ascii("\033[0m");
        }
        out.visible(event.message()).ascii('\n');
    }

    private synchronized void shown(long id) {
        shownId = id;
        notifyAll();
    }

    private StreamLine read(String line) {
        byte[] json = line.getBytes(UTF_8);
        try {
            return reader.read(json, 0, json.length);
        } catch (JacksonException e) {
            return new StreamLine.Other();
        }
    }
}
