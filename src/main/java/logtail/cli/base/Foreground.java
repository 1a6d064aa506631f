package logtail.cli.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a terminal's signals reach us. */
public final class Foreground {
    private Foreground() {}

    /** Whether our process group is the foreground group of a terminal; false where {@code /proc} does not tell. */
    public static boolean isOurs() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields =
                    stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1); // state ppid pgrp session tty tpgid
            return fields[2].equals(fields[5]);
        } catch (IOException e) {
            return false;
        }
    }
}
