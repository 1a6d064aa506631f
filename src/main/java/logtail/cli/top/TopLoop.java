package logtail.cli.top;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import logtail.cli.base.CommandFailedException;
import logtail.cli.base.ExitCode;
import logtail.cli.base.VisibleText;
import logtail.cli.render.Painter;
import logtail.cli.screen.Ink;
import logtail.cli.screen.Screen;
import logtail.runtime.Signals;

/**
 * The screen with its keys. One thread shows what comes in one queue: answers of the daemon, which a thread of its own asks, keys,
 * and signals of the terminal. A daemon that is away is told and asked again.
 */
final class TopLoop {
    private static final int INTERRUPTED = 130;
    private static final int MOST_WAITING = 64;
    private static final String KEYS = "q quit  r rate  e errors  n name  l last seen  space pause  ? help";

    /** What comes in. */
    private sealed interface Event {}

    private record Answer(Status status) implements Event {}

    private record Failure(String why) implements Event {}

    private record Key(int key) implements Event {}

    private record Resized() implements Event {}

    private final Poll poll;
    private final TopView view;
    private final Ink ink;
    private final Duration delay;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(MOST_WAITING);
    private AppOrder order;
    private Status status;
    private Instant asOf = Instant.now();
    private String trouble = "";
    private boolean isHelpShown;
    private volatile boolean isPaused;

    /** @param first what the daemon answered already */
    TopLoop(Poll poll, TopView view, Ink ink, Duration delay, AppOrder order, Status first) {
        this.poll = poll;
        this.view = view;
        this.ink = ink;
        this.delay = delay;
        this.order = order;
        this.status = first;
    }

    /** Shows it until somebody quits; returns the exit code. */
    int run() throws IOException, InterruptedException {
        try (Screen screen = Screen.open(key -> events.offer(new Key(key)))) {
            handleSignals(screen);
            Thread.ofPlatform().daemon().name("poll").start(this::ask);
            boolean isWanted = true;
            while (isWanted) {
                screen.draw(lines(screen));
                isWanted = take(events.take(), screen);
            }
        }
        return ExitCode.OK;
    }

    /** Whether to go on. */
    private boolean take(Event event, Screen screen) {
        switch (event) {
            case Answer answer -> {
                if (!isPaused) {
                    status = answer.status();
                    asOf = Instant.now();
                    trouble = "";
                }
            }
            case Failure failure -> trouble = failure.why();
            case Resized resized -> screen.measure();
            case Key key -> {
                return press(key.key());
            }
        }
        return true;
    }

    private boolean press(int key) {
        if (key == 'q' || key == 'Q') {
            return false;
        }
        if (key == ' ') {
            isPaused = !isPaused;
        }
        isHelpShown = key == '?' && !isHelpShown;
        order = AppOrder.of(key, order);
        return true;
    }

    private List<String> lines(Screen screen) {
        int columns = screen.size().columns();
        String bottom = !trouble.isEmpty()
                ? ink.paint(Painter.ERROR, ink.glyphs().cut(VisibleText.of(trouble), columns))
                : isPaused
                        ? ink.paint(Ink.REVERSE, ink.glyphs().cut("paused; space goes on", columns))
                        : ink.paint(Painter.DIM, ink.glyphs().cut(KEYS, columns));
        return isHelpShown
                ? view.help(status, asOf, screen.size(), bottom)
                : view.fitting(status, order, asOf, screen.size(), bottom);
    }

    private void ask() {
        try {
            while (true) {
                Thread.sleep(delay);
                if (!isPaused) {
                    events.put(answer());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Event answer() {
        try {
            return new Answer(poll.now());
        } catch (CommandFailedException e) {
            return new Failure(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("no answer"));
        }
    }

    /** Handlers must be quick, so what touches the terminal has a thread. */
    private void handleSignals(Screen screen) {
        Signals.handle(List.of("INT", "TERM", "TSTP", "CONT", "WINCH"), name -> {
            switch (name) {
                case "INT" -> Thread.ofPlatform().name("signal-INT").start(() -> interrupted(screen));
                case "TERM" -> Thread.ofPlatform().name("signal-TERM").start(() -> System.exit(ExitCode.OK));
                case "TSTP" -> Thread.ofPlatform().name("signal-TSTP").start(() -> suspend(screen));
                case "CONT" -> Thread.ofPlatform().name("signal-CONT").start(() -> resume(screen));
                default -> events.offer(new Resized());
            }
        });
    }

    /** Ends by the very signal, so that a shell knows. */
    private static void interrupted(Screen screen) {
        screen.close();
        Signals.dieOfInterrupt();
        Runtime.getRuntime().halt(INTERRUPTED);
    }

    private void resume(Screen screen) {
        try {
            screen.enter();
            events.offer(new Resized()); // or the next answer shows it
        } catch (IOException e) {
            // the terminal is gone: a signal says so
        }
    }

    /** Ctrl-Z: the terminal is the shell's until {@code fg}. */
    private static void suspend(Screen screen) {
        screen.leave();
        long pid = ProcessHandle.current().pid();
        try {
            new ProcessBuilder("sh", "-c", "kill -STOP " + pid)
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            // without a shell nobody has sent the signal
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
