package logtail.journal.chronicle;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps Chronicle's own talk out of our log: its paths, timings and hints are nobody's news, its warnings are. */
final class ChronicleLog {
    private static final Logger CHRONICLE = Logger.getLogger("net.openhft"); // held, else its level is forgotten

    private ChronicleLog() {}

    /** Call before the first class of Chronicle is loaded, which says where it was loaded from. */
    static void warningsOnly() {
        CHRONICLE.setLevel(Level.WARNING);
    }
}
