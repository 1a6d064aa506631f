package logtail.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import logtail.event.Block;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Filter} made ready to run on the bytes of blocks. A text that every match must contain, when there is one, is
 * looked for in the whole block at once: most blocks are left at that, and in the others only the events around its
 * occurrences are looked at. Immutable, used by any thread; allocates nothing after its birth.
 */
public final class Matcher {
    private static final int FIRST_MESSAGE = Block.HEADER_BYTES + Block.EVENT_HEADER_BYTES;
    private static final Test ALWAYS = (bytes, from, to) -> true;

    private final Test test;
    private final @Nullable Literal required;

    private Matcher(Test test, @Nullable Literal required) {
        this.test = test;
        this.required = required;
    }

    public static Matcher of(Filter filter) {
        return new Matcher(testOf(filter), required(filter).orElse(null));
    }

    /** False only when no event of the block can match; costs one search over its bytes at most. */
    public boolean mayMatch(Block block) {
        return required == null || required.isIn(block.bytes(), block.start() + FIRST_MESSAGE, block.eventsEnd());
    }

    /** Whether the current event matches. */
    public boolean matches(Block block) {
        int from = block.messageFrom();
        return test.matches(block.bytes(), from, from + block.messageLength());
    }

    /**
     * Moves to the next event that matches; false when none is left, and then the block stands anywhere. Over a whole
     * block this is much faster than {@link #matches} on each event.
     */
    public boolean nextMatch(Block block) {
        while (nextCandidate(block)) {
            if (matches(block)) {
                return true;
            }
        }
        return false;
    }

    private boolean nextCandidate(Block block) {
        if (required == null) {
            return block.nextEvent();
        }
        int hit = required.indexIn(block.bytes(), block.eventEnd() + Block.EVENT_HEADER_BYTES, block.eventsEnd());
        if (hit < 0) {
            return false;
        }
        while (block.nextEvent()) {
            if (hit < block.eventEnd()) {
                return true;
            }
        }
        return false;
    }

    private static Test testOf(Filter filter) {
        return switch (filter) {
            case Filter.All all -> ALWAYS;
            case Filter.Contains contains -> literal(contains)::isIn;
            case Filter.Not not -> {
                Test test = testOf(not.negated());
                yield (bytes, from, to) -> !test.matches(bytes, from, to);
            }
            case Filter.And and -> {
                Test[] tests = and.filters().stream().map(Matcher::testOf).toArray(Test[]::new);
                yield (bytes, from, to) -> allMatch(tests, bytes, from, to);
            }
        };
    }

    private static boolean allMatch(Test[] tests, byte[] bytes, int from, int to) {
        for (Test test : tests) {
            if (!test.matches(bytes, from, to)) {
                return false;
            }
        }
        return true;
    }

    /** The longest text, likely the rarest, that no match is without. */
    private static Optional<Literal> required(Filter filter) {
        List<Literal> all = new ArrayList<>();
        collectRequired(filter, all);
        return all.stream().max(Comparator.comparingInt(Literal::lengthBytes));
    }

    private static void collectRequired(Filter filter, List<Literal> all) {
        switch (filter) {
            case Filter.Contains contains -> all.add(literal(contains));
            case Filter.And and -> and.filters().forEach(one -> collectRequired(one, all));
            case Filter.All none -> {}
            case Filter.Not none -> {}
        }
    }

    private static Literal literal(Filter.Contains contains) {
        return new Literal(contains.text(), contains.ignoreCase());
    }

    @FunctionalInterface
    private interface Test {
        boolean matches(byte[] bytes, int from, int to);
    }
}
