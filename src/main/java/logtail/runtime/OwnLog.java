package logtail.runtime;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * The daemon's own log: one logfmt line an event on stdout, {@code time=… level=info at=tail.opened session=7}. Our own
 * messages are logfmt already and begin with {@code at=}; those of libraries become the value of {@code msg}. Logging
 * never waits for stdout: a {@link LogWriter} writes the lines on a thread of its own. What repeats too often is counted
 * instead ({@link Repeats}), and the counts are told a minute later. Any thread.
 */
public final class OwnLog extends Handler {
    private static final Logger OURS = Logger.getLogger("logtail"); // kept: the JVM forgets unreferenced loggers
    private static final SimpleFormatter PARAMETERS = new SimpleFormatter();

    private static final String AT = "at=";
    private static final String LIBRARY = "library";
    private static final Duration FLUSH_WITHIN = Duration.ofSeconds(1);

    private static final Executor IN_A_MINUTE = CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES);

    private final LogWriter writer;
    private final Repeats repeats = new Repeats();
    private final AtomicBoolean isTellingDue = new AtomicBoolean();
    private volatile Consumer<String> copy = line -> {};

    OwnLog(OutputStream out) {
        this(new LogWriter(out));
    }

    OwnLog(LogWriter writer) {
        this.writer = writer;
    }

    /** Takes the place of all handlers of the JVM: our own at info, libraries at warning and worse. */
    public static OwnLog install() {
        return install(new FileOutputStream(FileDescriptor.out));
    }

    /** The same, writing somewhere else. */
    public static OwnLog install(OutputStream out) {
        LogManager.getLogManager().reset();
        var log = new OwnLog(out);
        var root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(log);
        OURS.setLevel(Level.INFO);
        return log;
    }

    /** Also hands each line, without its line end, to {@code reader}, on the thread that logs; it must not log. */
    public void copyTo(Consumer<String> reader) {
        copy = reader;
    }

    @Override
    public void publish(LogRecord event) {
        if (!isLoggable(event)) {
            return;
        }
        if (repeats.admit(kind(String.valueOf(event.getMessage())), System.nanoTime())) {
            write(line(event));
        } else if (isTellingDue.compareAndSet(false, true)) {
            IN_A_MINUTE.execute(this::tellRepeats);
        }
    }

    /** {@code intake.closed} of {@code at=intake.closed peer=…}. */
    private static String kind(String message) {
        int end = message.indexOf(' ');
        return message.startsWith(AT) ? message.substring(AT.length(), end < 0 ? message.length() : end) : LIBRARY;
    }

    private void tellRepeats() {
        isTellingDue.set(false);
        repeats.told().forEach(message -> write(line(new LogRecord(Level.WARNING, message))));
    }

    private void write(String line) {
        writer.offer(line);
        copy.accept(line);
    }

    /** How many lines stdout never got, as nobody read it for too long. */
    public long droppedLines() {
        return writer.droppedLines();
    }

    /** Waits until all lines are on stdout, at most one second: its reader may have stopped. */
    @Override
    public void flush() {
        tellRepeats();
        writer.flush(FLUSH_WITHIN);
    }

    /** Writes what is there, within a second, and ends the thread; stdout stays open. */
    @Override
    public void close() {
        flush();
        writer.close();
    }

    static String line(LogRecord event) {
        var line = new StringBuilder(160)
                .append("time=")
                .append(event.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append(" level=")
                .append(level(event.getLevel()))
                .append(' ');
        String message = PARAMETERS.formatMessage(event);
        if (message.startsWith(AT)) {
            line.append(message);
        } else {
            line.append(AT)
                    .append(LIBRARY)
                    .append(" logger=")
                    .append(event.getLoggerName())
                    .append(" msg=");
            line.append(quoted(message));
        }
        if (event.getThrown() != null) {
            var trace = new StringWriter();
            event.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(" error=").append(quoted(trace.toString().strip()));
        }
        return line.toString();
    }

    /** {@code text} as a logfmt value: in quotes when it needs them; quotes and control characters escaped. */
    public static String quoted(String text) {
        boolean isBare = !text.isEmpty() && text.chars().allMatch(OwnLog::isBare);
        if (isBare) {
            return text;
        }
        var quoted = new StringBuilder(text.length() + 8).append('"');
        text.chars().forEach(c -> escape((char) c, quoted));
        return quoted.append('"').toString();
    }

    private static boolean isBare(int c) {
        return c > ' ' && c != '"' && c != '=' && c != '\\' && !Character.isISOControl(c);
    }

    private static void escape(char c, StringBuilder out) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : Character.toString(c));
        }
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "warn";
        }
        return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
    }
}
