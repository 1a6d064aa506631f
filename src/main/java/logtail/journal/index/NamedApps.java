package logtail.journal.index;

import java.util.Arrays;
import logtail.journal.Interest;
import org.jspecify.annotations.Nullable;

/**
 * The apps that the index of a cycle names, by number, and whether each is of interest; each name is tested once. The index
 * may grow meanwhile. One thread at a time.
 */
final class NamedApps {
    private final Interest interest;
    private @Nullable CycleIndex cycle;
    private boolean[] wanted = new boolean[64];
    private int[] from = new int[64]; // where the name is in the bytes of the index
    private int[] length = new int[64];
    private int names;
    private int records; // how many records those names are from

    NamedApps(Interest interest) {
        this.interest = interest;
    }

    /** Reads the names that are new and returns the number of records that all of them cover. */
    int enter(CycleIndex in) {
        if (in != cycle) {
            cycle = in;
            names = 0;
            records = 0;
        }
        int count = in.count();
        for (; records < count; records++) {
            in.forEachName(records, this::add);
        }
        return count;
    }

    /** The index that was entered last. */
    @Nullable
    CycleIndex cycle() {
        return cycle;
    }

    /** By number of the app. */
    boolean[] wanted() {
        return wanted;
    }

    int from(int number) {
        return from[number];
    }

    int length(int number) {
        return length[number];
    }

    private void add(byte[] bytes, int nameFrom, int nameLength) {
        if (names == wanted.length) {
            wanted = Arrays.copyOf(wanted, 2 * names);
            from = Arrays.copyOf(from, 2 * names);
            length = Arrays.copyOf(length, 2 * names);
        }
        from[names] = nameFrom;
        length[names] = nameLength;
        wanted[names++] = interest.apps().wants(bytes, nameFrom, nameLength);
    }
}
