package logtail.cli.up;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.LineOutput;
import logtail.cli.base.OutputClosedException;
import logtail.cli.client.DaemonAccess;
import logtail.cli.client.DaemonClient;
import logtail.cli.client.NdjsonBody;
import logtail.cli.client.RefusedException;
import logtail.cli.client.ShownPlace;
import logtail.cli.client.StreamLine;
import logtail.cli.client.StreamLineReader;
import logtail.cli.client.UrlQuery;
import logtail.cli.render.LineFormat;
import logtail.cli.render.Painter;
import logtail.runtime.Backoff;
import tools.jackson.core.JacksonException;

/**
 * Shows the lines of one app in the daemon's order: {@code HH:MM:SS web.1 | message}, one colour per process. A separate
 * thread follows the daemon until {@link #finish}.
 */
public final class UpView implements NdjsonBody.Handler {
    private static final int[] COLORS = {37, 166, 64, 132, 33, 173, 71, 97}; // readable on dark and on light
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int DAEMON_SECONDS = 10;

    private final DaemonClient client;
    private final String app;
    private final int nameWidth;
    private final Painter painter;
    private final ZoneId zone;
    private final LineOutput out;
    private final Map<String, Integer> numbers = new HashMap<>(); // of processes, in the order of their first lines
    private final StreamLineReader reader = new StreamLineReader();
    private final Backoff backoff = new Backoff(100, 2_000);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Thread following;
    private final ShownPlace place = new ShownPlace(); // the newest until something is shown; of the following thread
    private final LastShown shown = new LastShown();
    private volatile boolean isOver;

    private UpView(DaemonAccess daemon, String app, int nameWidth, boolean color, ZoneId zone, OutputStream out) {
        this.client = new DaemonClient(daemon, DaemonClient.SILENCE);
        this.app = app;
        this.nameWidth = nameWidth;
        painter = new Painter(color, List.of());
        this.zone = zone;
        this.out = new LineOutput(out);
        following = Thread.ofPlatform().daemon().name("view").unstarted(this::follow);
    }

    /**
     * Starts to show new lines.
     *
     * @throws CommandFailedException when the daemon is unreachable
     */
    static UpView start(DaemonAccess daemon, String app, int nameWidth, boolean color, ZoneId zone, OutputStream out)
            throws InterruptedException {
        var view = new UpView(daemon, app, nameWidth, color, zone, out);
        try {
            view.newestId(0);
        } catch (IOException e) {
            throw view.client.unreachable(e);
        }
        view.following.start();
        view.opened.await(DAEMON_SECONDS, TimeUnit.SECONDS);
        return view;
    }

    /** Waits until all stored lines of the app are shown, at most until {@code deadlineNs}, and ends. */
    void finish(long deadlineNs) throws InterruptedException {
        try {
            shown.await(newestId(1), deadlineNs);
        } catch (IOException e) {
            // the daemon is gone, so nothing more can be shown
        }
        isOver = true;
    }

    /** Asks for the app's newest id; empty when there is none, or when {@code lines} is 0, which only tests the connection. */
    private String newestId(int lines) throws IOException {
        var query = new UrlQuery().add("app", app).add("follow", "false").add("lines", Integer.toString(lines));
        var newest = new NewestId();
        try (var stream = client.stream("/tail", query)) {
            new NdjsonBody(stream.body()).forEach(newest);
        }
        return newest.id;
    }

    private void follow() {
        while (!isOver) {
            var query = new UrlQuery().add("app", app);
            query = place.isEmpty() ? query.add("lines", "0") : query.add("after", place.cursor());
            try (var stream = client.stream("/tail", query)) {
                place.opened(stream.journal());
                if (place.isEmpty()) {
                    place.moveTo(stream.newestId());
                }
                opened.countDown();
                backoff.reset();
                show(stream);
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

    private void show(DaemonClient.Stream stream) throws IOException {
        try {
            new NdjsonBody(stream.body()).forEach(this);
        } finally {
            client.leave(stream.daemon());
        }
    }

    @Override
    public boolean line(byte[] bytes, int from, int length) {
        switch (read(reader, bytes, from, length)) {
            case StreamLine.Event event -> {
                write(event);
                place.moveTo(event.id());
                shown.set(event.id());
            }
            case StreamLine.Gap gap -> {
                out.ascii("-- ").visible(LineFormat.words(gap)).ascii(" --\n");
                passGap(gap);
            }
            case StreamLine.Cursor reached -> place.reach(reached.text());
            default -> {} // a heartbeat
        }
        return !isOver;
    }

    @Override
    public boolean endOfBatch() {
        out.flush();
        return !isOver;
    }

    /** Each line of a message has the name in front, as in a stack trace of one event. */
    private void write(StreamLine.Event event) {
        for (String line : event.message().split("\n", -1)) {
            write(event, line);
        }
    }

    private void write(StreamLine.Event event, String line) {
        String name = event.process().isEmpty() ? event.app() : event.process();
        int number = numbers.computeIfAbsent(name, unused -> numbers.size());
        painter.begin(Painter.ofNumber(COLORS[number % COLORS.length]), out);
        out.ascii(CLOCK.format(Instant.parse(event.time()).atZone(zone)))
                .ascii(' ')
                .visible(name);
        out.ascii(" ".repeat(Math.max(0, nameWidth - name.length()))).ascii(" | ");
        painter.end(out);
        painter.put(line, "", out);
        out.ascii('\n');
    }

    /**
     * Moves past a gap. After a reset all ids are new, and the journal is that of the stream: before that is read the old cursor
     * must be repeated. After a power cut new events may get the ids of the gap.
     */
    private void passGap(StreamLine.Gap gap) {
        if (gap.isVeiled()) {
            if (!gap.after().isEmpty()) {
                place.moveTo(gap.after());
            }
            return;
        }
        switch (gap.reason()) {
            case StreamLine.Gap.RESET -> {
                place.beginAnew();
                shown.set("");
            }
            case StreamLine.Gap.POWER_CUT -> {
                long last = Math.max(0, ShownPlace.number(gap.from()) - 1);
                place.moveBack(last);
                shown.goBack(last);
            }
            default -> {
                long to = ShownPlace.number(gap.to());
                if (to >= 0) {
                    place.moveTo(to);
                }
            }
        }
    }

    private static StreamLine read(StreamLineReader reader, byte[] bytes, int from, int length) {
        try {
            return reader.read(bytes, from, length);
        } catch (JacksonException e) {
            return new StreamLine.Other();
        }
    }

    /** Finds the last event of a response. */
    private static final class NewestId implements NdjsonBody.Handler {
        private final StreamLineReader reader = new StreamLineReader();
        private String id = "";

        @Override
        public boolean line(byte[] bytes, int from, int length) {
            id = read(reader, bytes, from, length) instanceof StreamLine.Event event ? event.id() : id;
            return true;
        }

        @Override
        public boolean endOfBatch() {
            return true;
        }
    }
}
