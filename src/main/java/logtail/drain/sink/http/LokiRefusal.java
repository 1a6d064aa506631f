package logtail.drain.sink.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which entries Loki refuses for their time, as far as its answer tells: what is older than the oldest that it names, or as old as
 * the one that it names, or as far ahead. It tells whole seconds, so of the second of a bound nothing is said.
 *
 * @param fromNs times from here on are refused
 * @param untilNs those up to here, without it, are
 * @param isOfOneStream whether it goes by what the stream of the entry has by now; otherwise it is the same for all
 */
record LokiRefusal(long fromNs, long untilNs, boolean isOfOneStream) {
    private static final String TIME = "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9:]{5}))";
    private static final Pattern OLDEST = Pattern.compile("oldest acceptable timestamp is: " + TIME);
    private static final Pattern OLD = Pattern.compile("timestamp too old: " + TIME);
    private static final Pattern NEW = Pattern.compile("timestamp too new: " + TIME);
    private static final String BEHIND = "too far behind";
    private static final long SECOND_NS = Duration.ofSeconds(1).toNanos();

    /** Empty when the answer says nothing of times. */
    static Optional<LokiRefusal> read(String said) {
        boolean isOfOneStream = said.contains(BEHIND);
        Optional<Long> oldest = secondsOf(OLDEST, said);
        if (oldest.isPresent()) {
            return Optional.of(new LokiRefusal(0, oldest.get(), isOfOneStream));
        }
        Optional<Long> old = secondsOf(OLD, said);
        if (old.isPresent()) {
            return Optional.of(new LokiRefusal(0, old.get() + SECOND_NS, isOfOneStream));
        }
        return secondsOf(NEW, said).map(from -> new LokiRefusal(from + SECOND_NS, Long.MAX_VALUE, isOfOneStream));
    }

    private static Optional<Long> secondsOf(Pattern pattern, String said) {
        Matcher found = pattern.matcher(said);
        if (!found.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Math.multiplyExact(Instant.parse(found.group(1)).getEpochSecond(), SECOND_NS));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    boolean covers(long timeNs) {
        return timeNs >= fromNs && timeNs < untilNs;
    }
}
