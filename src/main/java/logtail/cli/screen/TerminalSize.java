package logtail.cli.screen;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.Surroundings;

/**
 * How much there is room for.
 *
 * @param columns at least 20
 * @param rows at least 4
 */
public record TerminalSize(int columns, int rows) {
    /** Where there is no terminal, or one that does not tell. */
    public static final TerminalSize DEFAULT = new TerminalSize(80, 24);

    private static final File TERMINAL = new File("/dev/tty");
    private static final int LEAST_COLUMNS = 20;
    private static final int LEAST_ROWS = 4;
    private static final int MOST = 1_000;
    private static final int PATIENCE_S = 2;

    public TerminalSize {
        columns = Math.clamp(columns, LEAST_COLUMNS, MOST);
        rows = Math.clamp(rows, LEAST_ROWS, MOST);
    }

    /** That of the terminal when stdout is one; else {@code COLUMNS} when it is set, else 80. */
    public static TerminalSize of(Surroundings around) {
        if (around.terminal()) {
            return ofTerminal().orElse(DEFAULT);
        }
        String columns = around.env("COLUMNS");
        return columns.matches("\\d{1,4}") ? new TerminalSize(Integer.parseInt(columns), DEFAULT.rows) : DEFAULT;
    }

    /** That of the terminal that we belong to, now; empty when there is none. Takes some milliseconds. */
    static Optional<TerminalSize> ofTerminal() {
        try {
            return parse(stty("size"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<TerminalSize> parse(String rowsAndColumns) {
        String[] numbers = rowsAndColumns.strip().split(" ", -1);
        boolean isTold = numbers.length == 2 && numbers[0].matches("\\d{1,4}") && numbers[1].matches("[1-9]\\d{0,3}");
        return isTold
                ? Optional.of(new TerminalSize(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[0])))
                : Optional.empty();
    }

    /**
     * Asks or changes the settings of the terminal: the one command that all systems have for that, without a library.
     *
     * @return what it prints
     * @throws IOException when there is no terminal, or no such command
     */
    static String stty(String... arguments) throws IOException {
        var command = new String[arguments.length + 1];
        command[0] = "stty";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process stty = new ProcessBuilder(command)
                .redirectInput(TERMINAL)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = stty.getInputStream()) {
            String printed = new String(out.readAllBytes(), StandardCharsets.US_ASCII);
            if (!stty.waitFor(PATIENCE_S, TimeUnit.SECONDS) || stty.exitValue() != 0) {
                throw new IOException("stty " + String.join(" ", arguments) + " failed");
            }
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
