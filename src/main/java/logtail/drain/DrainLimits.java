package logtail.drain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static logtail.drain.DrainException.Kind.CONFLICT;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import logtail.access.AppScope;

/**
 * What is different for drains that are limited to some apps, as those who made them may not know of others: their names, their
 * number and their destinations. Values only; any thread.
 */
public final class DrainLimits {
    /** The most drains that are limited to the same apps. */
    static final int MOST_OF_SAME_APPS = 8;

    /** The most limited drains. */
    static final int MOST_LIMITED = 32;

    private static final int SUFFIX_BYTES = 4;
    private static final Set<String> FILE_OPTIONS = Set.of("ca", "cert", "key");

    private DrainLimits() {}

    /** What stands behind the name of a drain of these apps, so that the names of all others are free; empty for all apps. */
    static String suffix(AppScope apps) {
        if (apps.isAll()) {
            return "";
        }
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (String glob : canonical(apps)) {
                hash.update((glob + "\n").getBytes(UTF_8)); // a name has no control characters
            }
            return "-" + HexFormat.of().formatHex(hash.digest(), 0, SUFFIX_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** Whether both are limited to the same apps, in whatever order they are named. */
    static boolean areSame(AppScope one, AppScope other) {
        return canonical(one).equals(canonical(other));
    }

    /**
     * Refuses a limited drain when there are too many; tells no number, as others have drains too.
     *
     * @param most of all drains
     * @throws DrainException of kind {@code CONFLICT}
     */
    public static void checkRoom(AppScope apps, Collection<Drain> drains, int most) {
        if (apps.isAll()) {
            if (drains.size() >= most) {
                throw new DrainException(CONFLICT, "there are %d drains already, which is the limit".formatted(most));
            }
            return;
        }
        long same = drains.stream().filter(drain -> areSame(drain.apps(), apps)).count();
        long limited = drains.stream().filter(drain -> !drain.apps().isAll()).count();
        if (same >= MOST_OF_SAME_APPS) {
            throw new DrainException(
                    CONFLICT, "there are %d drains for these apps already, which is the limit".formatted(same));
        }
        if (limited >= MOST_LIMITED || drains.size() >= most) {
            throw new DrainException(CONFLICT, "no more drains can be added for these apps");
        }
    }

    /**
     * Refuses what would let a limited drain touch files of the daemon's machine.
     *
     * @throws IllegalArgumentException saying what
     */
    static void checkDestination(Drain drain) {
        if (drain.apps().isAll()) {
            return;
        }
        if (drain.destination().scheme().equals("file")) {
            throw new IllegalArgumentException("a drain that is limited to apps takes no file:// destination");
        }
        for (String option : drain.options().keySet()) {
            if (FILE_OPTIONS.contains(option) || option.endsWith("location")) {
                throw new IllegalArgumentException(
                        "a drain that is limited to apps does not take the option %s, which names a file of the daemon's machine"
                                .formatted(option));
            }
        }
    }

    private static List<String> canonical(AppScope apps) {
        return apps.globs().stream().distinct().sorted().toList();
    }
}
