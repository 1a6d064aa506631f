package logtail.cli.screen;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The whole terminal: its second screen, without a cursor, with keys as they are pressed. Whatever ends the process but {@code
 * kill -9}, the terminal is as before: {@link #close} is run by a hook too. Any thread; one draws at a time.
 */
public final class Screen implements AutoCloseable {
    private static final String ENTER = "\033[?1049h\033[?25l\033[?7l"; // second screen, no cursor, no wrapping
    private static final String LEAVE = "\033[0m\033[?7h\033[?25h\033[?1049l";
    private static final String TERMINAL = "/dev/tty";

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final Frame frame = new Frame();
    private final String settings;
    private TerminalSize size = TerminalSize.DEFAULT;
    private boolean isOurs;
    private boolean isClosed;

    private Screen(String settings) {
        this.settings = settings;
    }

    /**
     * Takes the terminal.
     *
     * @param key is given each key, on a thread of its own: its byte, or the bytes of its character; keys that send
     *     sequences, as arrows do, are left out
     * @throws IOException when there is no terminal
     */
    public static Screen open(IntConsumer key) throws IOException {
        var screen = new Screen(TerminalSize.stty("-g").strip());
        Runtime.getRuntime().addShutdownHook(new Thread(screen::close, "terminal"));
        screen.enter();
        var keys = new FileInputStream(TERMINAL);
        Thread.ofPlatform().daemon().name("keys").start(() -> read(keys, key));
        return screen;
    }

    /** Shows these lines, the first on top. */
    public synchronized void draw(List<String> lines) {
        if (isOurs) {
            write(frame.next(lines, size));
        }
    }

    /** How much there is room for. */
    public synchronized TerminalSize size() {
        return size;
    }

    /** Looks again how large the terminal is. */
    public synchronized void measure() {
        size = TerminalSize.ofTerminal().orElse(TerminalSize.DEFAULT);
    }

    /** Takes the terminal again after {@link #leave}; no more once it is closed. */
    public synchronized void enter() throws IOException {
        if (!isOurs && !isClosed) {
            isOurs = true;
            TerminalSize.stty("-icanon", "-echo", "min", "1", "time", "0");
            measure();
            frame.forget();
            write(ENTER);
        }
    }

    /** Gives the terminal back as it was. */
    public synchronized void leave() {
        if (!isOurs) {
            return;
        }
        isOurs = false;
        write(LEAVE);
        try {
            TerminalSize.stty(settings);
        } catch (IOException e) {
            // the terminal is gone, and with it its settings
        }
    }

    @Override
    public synchronized void close() {
        leave();
        isClosed = true;
    }

    private static void read(FileInputStream keys, IntConsumer key) {
        try (keys) {
            for (int next = keys.read(); next >= 0; next = keys.read()) {
                if (next == '\033') {
                    keys.skipNBytes(keys.available()); // an arrow or the like came in one piece
                } else {
                    key.accept(next);
                }
            }
        } catch (IOException e) {
            // the terminal is gone: a signal says so
        }
    }

    /** In one call, so the terminal shows it at once. */
    private void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            isOurs = false; // nobody sees it
        }
    }
}
