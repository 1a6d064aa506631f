package logtail.cli.count;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import logtail.cli.base.Surroundings;

/** Opens a page where the user sees it. No shell is between us and the program, so an address is just an argument. */
final class Browser {
    private static final int PATIENCE_MS = 1_500;

    private Browser() {}

    /** The commands to try, the best first; none where there is no display. */
    static List<List<String>> commands(Surroundings around, String system, String url) {
        var commands = new ArrayList<List<String>>();
        for (String program : around.env("BROWSER").split(":", -1)) {
            if (!program.isBlank()) {
                commands.add(command(program.strip(), url));
            }
        }
        boolean isMac = system.toLowerCase(Locale.ROOT).startsWith("mac");
        boolean isRemote = !around.env("SSH_CONNECTION").isEmpty();
        if (isMac && !isRemote) {
            commands.add(List.of("open", url));
        } else if (!around.env("DISPLAY").isEmpty()
                || !around.env("WAYLAND_DISPLAY").isEmpty()) {
            commands.add(List.of("xdg-open", url));
        }
        return commands;
    }

    /** Tries one after the other; whether one of them did not fail at once. */
    static boolean open(List<List<String>> commands) throws InterruptedException {
        for (List<String> command : commands) {
            try {
                Process program = new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (!program.waitFor(PATIENCE_MS, TimeUnit.MILLISECONDS) || program.exitValue() == 0) {
                    return true;
                }
            } catch (IOException e) {
                // there is no such program: the next one
            }
        }
        return false;
    }

    /** As others read {@code BROWSER}: words, in which {@code %s} is the address; without it the address comes last. */
    private static List<String> command(String program, String url) {
        var words = new ArrayList<>(Arrays.asList(program.split("\\s+", -1)));
        boolean hasPlace = words.stream().anyMatch(word -> word.contains("%s"));
        words.replaceAll(word -> word.replace("%s", url));
        if (!hasPlace) {
            words.add(url);
        }
        return words;
    }
}
