package logtail.fuzz;

import java.util.List;
import java.util.Set;

/**
 * Something that reads bytes of strangers.
 *
 * @param name of its folder of kept cases
 * @param covers the classes that it is there for, by full name
 * @param seeds inputs to begin with
 * @param check throws when a promise is broken for an input; the same each time
 */
record FuzzTarget(String name, Set<String> covers, List<byte[]> seeds, Check check) {
    /** Tries one input. */
    @FunctionalInterface
    interface Check {
        void run(byte[] input) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
