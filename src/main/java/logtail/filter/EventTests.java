package logtail.filter;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import logtail.event.Block;
import logtail.filter.Filter.Condition;
import logtail.filter.Filter.Place;
import logtail.parse.TerminalCodes;

/** Compiles filters into predicates on events; of several conditions the cheapest runs first. */
final class EventTests {
    /** A regular expression with this looks for terminal codes. */
    private static final Pattern ESC = Pattern.compile("\\\\x1b|\\\\x1B|\\\\x\\{1[bB]}|\\\\033|\\u001b");

    private EventTests() {}

    static EventTest of(Filter filter) {
        return switch (filter) {
            case Filter.All all -> block -> true;
            case Filter.Contains contains ->
                Uncoloured.of(
                        new Literal(contains.text(), contains.ignoreCase())::isIn,
                        contains.text().indexOf(TerminalCodes.ESC) >= 0);
            case Filter.Matches matches ->
                Uncoloured.of(
                        ValueTest.regex(matches.regex(), matches.ignoreCase()),
                        ESC.matcher(matches.regex()).find());
            case Filter.Levels levels -> block -> (levels.codes() >>> block.severity() & 1) == 1;
            case Filter.Facilities facilities -> {
                int codes = facilities.codes();
                yield block -> block.facility() < Integer.SIZE && (codes >>> block.facility() & 1) == 1;
            }
            case Filter.Ids ids -> block -> ids.range().contains(block.index());
            case Filter.Header header -> header(header);
            case Filter.Key key -> new KeyTest(key);
            case Filter.Not not -> {
                EventTest test = of(not.negated());
                yield block -> !test.test(block);
            }
            case Filter.And and -> {
                EventTest[] tests = cheapestFirst(and.filters());
                yield block -> areAll(tests, block, true);
            }
            case Filter.Or or -> {
                EventTest[] tests = cheapestFirst(or.filters());
                yield block -> !areAll(tests, block, false);
            }
        };
    }

    private static boolean areAll(EventTest[] tests, Block block, boolean expected) {
        for (EventTest test : tests) {
            if (test.test(block) != expected) {
                return false;
            }
        }
        return true;
    }

    private static EventTest[] cheapestFirst(List<Filter> filters) {
        return filters.stream()
                .sorted(Comparator.comparingInt(EventTests::cost))
                .map(EventTests::of)
                .toArray(EventTest[]::new);
    }

    private static int cost(Filter filter) {
        return switch (filter) {
            case Filter.All all -> 0;
            case Filter.Levels levels -> 0;
            case Filter.Facilities facilities -> 0;
            case Filter.Ids ids -> 0;
            case Filter.Header header -> header.condition() instanceof Condition.Like ? 4 : 1;
            case Filter.Contains contains -> 2;
            case Filter.Key key -> key.condition() instanceof Condition.Like ? 4 : 3;
            case Filter.Matches matches -> 5;
            case Filter.Not not -> cost(not.negated());
            case Filter.And and ->
                and.filters().stream().mapToInt(EventTests::cost).sum();
            case Filter.Or or ->
                or.filters().stream().mapToInt(EventTests::cost).sum();
        };
    }

    private static EventTest header(Filter.Header header) {
        ValueTest test = ValueTest.of(header.condition(), header.place().label());
        if (header.place() == Place.MESSAGE) {
            return Uncoloured.of((bytes, from, to) -> from < to && test.test(bytes, from, to), false);
        }
        return block -> {
            int length = length(block, header.place());
            int from = from(block, header.place());
            return length > 0 && test.test(block.bytes(), from, from + length);
        };
    }

    static int from(Block block, Place place) {
        return switch (place) {
            case APP -> block.appFrom(block.source());
            case PROCESS -> block.processFrom(block.source());
            case HOST -> block.hostFrom(block.source());
            case MSGID -> block.msgIdFrom();
            case MESSAGE -> block.messageFrom();
        };
    }

    static int length(Block block, Place place) {
        return switch (place) {
            case APP -> block.appLength(block.source());
            case PROCESS -> block.processLength(block.source());
            case HOST -> block.hostLength(block.source());
            case MSGID -> block.msgIdLength();
            case MESSAGE -> block.messageLength();
        };
    }
}
