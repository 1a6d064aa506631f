package logtail.filter;

import java.util.Arrays;
import java.util.List;
import logtail.filter.Filter.Place;

/**
 * The apps and levels that a match may have; a block without them is skipped. May over-approximate, never omits a
 * match. Each part of a filter has two bounds, a necessary and a sufficient one; {@code NOT} swaps them.
 *
 * @param apps which apps may have matching events
 * @param levels bit {@code n}: events of severity {@code n} may match
 */
record Reach(ValueTest apps, int levels) {
    /** Accepts any app. */
    static final ValueTest ANY = (bytes, from, to) -> true;

    private static final ValueTest NONE = (bytes, from, to) -> false;

    static Reach of(Filter filter) {
        return new Reach(apps(filter, true), levels(filter, true));
    }

    /** The highest severity code that may match; -1 when none may. */
    int worst() {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(levels);
    }

    private static int levels(Filter filter, boolean isNeeded) {
        int unknown = isNeeded ? Filter.Levels.ALL : 0;
        return switch (filter) {
            case Filter.Levels levels -> levels.codes();
            case Filter.Not not -> ~levels(not.negated(), !isNeeded) & Filter.Levels.ALL;
            case Filter.And and ->
                and.filters().stream()
                        .mapToInt(one -> levels(one, isNeeded))
                        .reduce(Filter.Levels.ALL, (a, b) -> a & b);
            case Filter.Or or ->
                or.filters().stream().mapToInt(one -> levels(one, isNeeded)).reduce(0, (a, b) -> a | b);
            default -> unknown;
        };
    }

    private static ValueTest apps(Filter filter, boolean isNeeded) {
        ValueTest unknown = isNeeded ? ANY : NONE;
        return switch (filter) {
            case Filter.Header header ->
                header.place() == Place.APP ? ValueTest.of(header.condition(), "app") : unknown;
            case Filter.Not not -> not(apps(not.negated(), !isNeeded));
            case Filter.And and -> all(and.filters(), isNeeded);
            case Filter.Or or ->
                not(all(or.filters().stream().<Filter>map(Filter.Not::new).toList(), !isNeeded));
            default -> unknown;
        };
    }

    private static ValueTest not(ValueTest test) {
        if (test.equals(ANY)) {
            return NONE;
        }
        if (test.equals(NONE)) {
            return ANY;
        }
        return (bytes, from, to) -> !test.test(bytes, from, to);
    }

    private static ValueTest all(List<Filter> filters, boolean isNeeded) {
        ValueTest[] tests = filters.stream()
                .map(one -> apps(one, isNeeded))
                .filter(test -> !test.equals(ANY))
                .toArray(ValueTest[]::new);
        if (tests.length == 0) {
            return ANY;
        }
        if (Arrays.asList(tests).contains(NONE)) {
            return NONE;
        }
        return (bytes, from, to) -> {
            for (ValueTest test : tests) {
                if (!test.test(bytes, from, to)) {
                    return false;
                }
            }
            return true;
        };
    }
}
