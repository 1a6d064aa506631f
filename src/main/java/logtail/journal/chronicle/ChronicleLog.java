package logtail.journal.chronicle;

import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.ExceptionHandler;
import net.openhft.chronicle.core.onoes.Slf4jExceptionHandler;

/** Keeps Chronicle's own talk out of our log: its timings and hints are nobody's news, its warnings are. */
final class ChronicleLog {
    private ChronicleLog() {}

    static void quieten() {
        Jvm.setExceptionHandlers(
                Slf4jExceptionHandler.ERROR,
                Slf4jExceptionHandler.WARN,
                ExceptionHandler.ignoresEverything(),
                ExceptionHandler.ignoresEverything());
    }
}
