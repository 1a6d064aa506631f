package logtail.cli.child;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Names of signals and their numbers on Linux. */
final class SignalName {
    private static final String[] FROM_ONE = {
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS"
    };

    /** What tells a program of its own faults, and what cannot be caught. The JVM needs the last three. */
    private static final Set<String> NOT_PASSED =
            Set.of("ILL", "TRAP", "ABRT", "BUS", "FPE", "SEGV", "SYS", "KILL", "STOP", "PIPE", "CHLD", "XFSZ");

    private static final int FIRST_REAL_TIME = 34;
    private static final int LAST = 64;
    private static final int OF_THE_JDK = 62; // it wakes threads that block in a system call

    /** All that may be sent. */
    static final Map<String, Integer> NUMBERS = numbers();

    /** Those that {@code run} and {@code up} catch. */
    static final Map<String, Integer> PASSED = passed();

    private SignalName() {}

    private static Map<String, Integer> numbers() {
        var numbers = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < FROM_ONE.length; i++) {
            numbers.put(FROM_ONE[i], i + 1);
        }
        for (int number = FIRST_REAL_TIME; number <= LAST; number++) {
            if (number != OF_THE_JDK) {
                numbers.put("RTMIN+" + (number - FIRST_REAL_TIME), number);
            }
        }
        return numbers;
    }

    private static Map<String, Integer> passed() {
        var passed = new LinkedHashMap<>(NUMBERS);
        passed.keySet().removeAll(NOT_PASSED);
        return passed;
    }
}
