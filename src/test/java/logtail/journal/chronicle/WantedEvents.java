package logtail.journal.chronicle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import logtail.event.Event;
import logtail.event.IdRange;
import logtail.event.Severity;
import logtail.journal.CandidateRanges;
import logtail.journal.Interest;
import logtail.journal.Stretches;

/** What an interest wants, found the slow way, to hold against what an index says. */
final class WantedEvents {
    private WantedEvents() {}

    /** {@code app} is a whole name, or {@code *}. */
    static Interest interest(String app, Severity worst, long sinceNs) {
        byte[] wanted = app.getBytes(US_ASCII);
        Interest.AppTest test = (bytes, from, length) ->
                app.equals("*") || Arrays.equals(bytes, from, from + length, wanted, 0, wanted.length);
        return new Interest(test, worst.code(), sinceNs, Long.MAX_VALUE, false);
    }

    /** Whether it is wanted by its app and severity, whenever it was received. */
    static boolean isSelected(Event event, Interest interest) {
        byte[] app = event.app().getBytes(US_ASCII);
        return interest.apps().wants(app, 0, app.length) && event.severity().code() <= interest.worst();
    }

    /** Walks forward and backward up to the id {@code end}: what is passed over must hold nothing that is wanted. */
    static void expectNoneHidden(
            CandidateRanges ranges, Interest interest, List<Event> events, long end, Random random) {
        boolean[] isPossible = new boolean[(int) end];
        for (long at = 1; at < end; ) {
            long next = ranges.next(at);
            assertThat(next).isBetween(at, end);
            for (at = next; at < Math.min(end, next + 20); at++) {
                isPossible[(int) at] = true;
            }
        }
        expectPossible(isPossible, interest, events);
        Arrays.fill(isPossible, false);
        for (long before = end; before > 1; ) {
            IdRange ids = ranges.previous(before, 1 + random.nextInt(100));
            assertThat(ids.first()).isBetween(1L, ids.end()).isLessThan(before);
            assertThat(ids.end()).isLessThanOrEqualTo(before);
            Arrays.fill(isPossible, (int) ids.first(), (int) ids.end(), true);
            before = ids.first();
        }
        expectPossible(isPossible, interest, events);
    }

    /** Walks back from the id {@code end}: what is described must be so. Returns how many events are described. */
    static int expectRightCounts(Stretches stretches, List<Event> events, long end) {
        int described = 0;
        for (long before = end; before > 1; before = stretches.first()) {
            stretches.moveBefore(before);
            assertThat(stretches.first()).isBetween(1L, before - 1);
            if (!stretches.isDescribed()) {
                continue;
            }
            List<Event> inside = events.subList((int) stretches.first() - 1, (int) before - 1);
            described += inside.size();
            for (Severity severity : Severity.values()) {
                assertThat(stretches.events(severity.code()))
                        .isEqualTo(inside.stream()
                                .filter(event -> event.severity() == severity)
                                .count());
            }
            Map<String, Long> apps = new HashMap<>();
            stretches.forEachApp((bytes, from, length, isWanted, count) -> {
                String app = new String(bytes, from, length, US_ASCII);
                assertThat(isWanted).isEqualTo(app.equals("rare"));
                assertThat(apps.put(app, count)).isNull();
            });
            assertThat(apps)
                    .isEqualTo(inside.stream().collect(Collectors.groupingBy(Event::app, Collectors.counting())));
            assertThat(stretches.hasOtherApps()).isFalse();
            assertThat(stretches.minNs())
                    .isEqualTo(
                            inside.stream().mapToLong(Event::receivedAtNs).min().orElseThrow());
            assertThat(stretches.maxNs())
                    .isEqualTo(
                            inside.stream().mapToLong(Event::receivedAtNs).max().orElseThrow());
        }
        return described;
    }

    private static void expectPossible(boolean[] isPossible, Interest interest, List<Event> events) {
        for (Event event : events) {
            if (isSelected(event, interest)
                    && event.receivedAtNs() >= interest.sinceNs()
                    && !isPossible[(int) event.index()]) {
                throw new AssertionError("hidden: " + event.index() + " of " + event.app());
            }
        }
    }
}
