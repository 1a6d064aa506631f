package logtail.journal.chronicle;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Limits Chronicle's own logging to warnings; its paths, timings and hints are of no use to our users. */
final class ChronicleLog {
    private static final Logger CHRONICLE = Logger.getLogger("net.openhft"); // the JVM forgets unreferenced loggers

    private ChronicleLog() {}

    /** Call before the first class of Chronicle is loaded, which logs its origin. */
    static void warningsOnly() {
        CHRONICLE.setLevel(Level.WARNING);
    }
}
