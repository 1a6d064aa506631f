package logtail.cli.up;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import logtail.cli.base.BadValueException;
import logtail.cli.base.UsageException;
import logtail.cli.base.VisibleText;
import logtail.cli.ship.Joins;
import logtail.redact.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Resolved options of {@code logtail up}.
 *
 * @param processes in start order
 * @param directory working directory of the processes
 * @param variables environment variables added for the processes
 * @param timeout how long processes may take to end
 * @param restart whether to restart a process that ends, rather than stop all
 * @param color whether the processes should show colours
 * @param quiet whether to leave out lines of our own
 * @param byReceipt whether the time of a line is that of its receipt, whatever it says itself
 * @param joins which lines are joined to events
 * @param redaction what is taken out of the lines before they are sent; null when a daemon inside does that
 */
public record UpOptions(
        String app,
        List<Declared> processes,
        Path directory,
        Map<String, String> variables,
        Duration timeout,
        boolean restart,
        boolean color,
        boolean quiet,
        boolean byReceipt,
        Joins joins,
        @Nullable Redaction redaction) {
    private static final int PORTS_PER_TYPE = 100;
    private static final Path BASH = Path.of("/bin/bash");
    private static final String SHELL_NAME = "[A-Za-z_][A-Za-z0-9_]*";

    /**
     * One instance of a process type.
     *
     * @param name such as {@code web.1}
     * @param port value of {@code PORT}
     */
    record Declared(String name, String command, int port) {}

    /**
     * All instances to start: one of each type, or as many as {@code formation} says.
     *
     * @param types start these alone; empty for all
     * @param formation as in {@code web=2,worker=1}; {@code all} stands for every type
     * @param firstPort port of the first instance; 100 higher for each further type, 1 higher for each further instance
     */
    static List<Declared> processes(Procfile procfile, List<String> types, String formation, int firstPort) {
        checkKnown(procfile, types);
        Map<String, Integer> counts = counts(procfile, formation);
        var processes = new ArrayList<Declared>();
        int port = firstPort;
        for (var entry : procfile.commands().entrySet()) {
            boolean isWanted = types.isEmpty() || types.contains(entry.getKey());
            int count = isWanted ? counts.getOrDefault(entry.getKey(), counts.getOrDefault("all", 1)) : 0;
            for (int i = 0; i < count; i++) {
                processes.add(new Declared(entry.getKey() + "." + (i + 1), entry.getValue(), port + i));
            }
            port += PORTS_PER_TYPE;
        }
        if (processes.isEmpty()) {
            throw new BadValueException("--formation", formation, "at least one process");
        }
        return processes;
    }

    /** The shell of the commands: dash, which is the sh of some, takes away variables whose names are no names of shells. */
    String shell() {
        boolean isPlain = variables.keySet().stream().allMatch(name -> name.matches(SHELL_NAME));
        return isPlain || !Files.isExecutable(BASH) ? "sh" : BASH.toString();
    }

    private static void checkKnown(Procfile procfile, List<String> types) {
        for (String type : types) {
            if (!procfile.commands().containsKey(type)) {
                throw new UsageException("no process type " + VisibleText.of(type) + " in the Procfile; there are "
                        + String.join(", ", procfile.commands().keySet()));
            }
        }
    }

    private static Map<String, Integer> counts(Procfile procfile, String formation) {
        var counts = new HashMap<String, Integer>();
        for (String part : formation.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            String[] pair = part.strip().split("=", 2);
            boolean isKnown = pair[0].equals("all") || procfile.commands().containsKey(pair[0]);
            if (pair.length < 2 || !isKnown || !pair[1].matches("\\d{1,2}")) {
                throw new BadValueException(
                        "--formation",
                        part,
                        "TYPE=COUNT, a count to 99, of "
                                + String.join(", ", procfile.commands().keySet()));
            }
            counts.put(pair[0], Integer.parseInt(pair[1]));
        }
        return counts;
    }
}
