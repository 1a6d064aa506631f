package logtail.cli.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a terminal has to do with this process. False where {@code /proc} does not tell. */
public final class Foreground {
    private Foreground() {}

    /** Whether our process group is the foreground group of a terminal, so that its signals reach us. */
    public static boolean isOurs() {
        String[] fields = fields();
        return fields.length > 5 && fields[2].equals(fields[5]);
    }

    /** Whether this process has a controlling terminal. */
    public static boolean hasTerminal() {
        String[] fields = fields();
        return fields.length > 4 && !fields[4].equals("0");
    }

    /** State, parent, process group, session, terminal, foreground group of the terminal. */
    private static String[] fields() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        } catch (IOException e) {
            return new String[0];
        }
    }
}
