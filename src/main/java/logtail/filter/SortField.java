package logtail.filter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import logtail.event.Block;
import logtail.event.Line;
import logtail.filter.Filter.Condition;

/**
 * Reads of events the value of a field, to order them by it. A name means what it means in filters: a field of the event,
 * else an attribute, a member of JSON or {@code name=value}; the first value counts. {@code time}, {@code received} and
 * {@code level} (the worst is the greatest) are fields too. Durations, sizes and numbers compare by value; a plain number has the
 * unit of its field's name. One thread.
 */
public final class SortField {
    private static final int MOST_TEXT_BYTES = 128;

    @FunctionalInterface
    private interface Read {
        SortKey key(Block block);
    }

    private final Read read;
    private final QuantityReader reader = new QuantityReader();
    private KeyUnit unit = new KeyUnit(1, 1);
    private SortKey found = SortKey.MISSING;

    private SortField(String name) {
        read = switch (name) {
            case "time" -> block -> number(block.timeNs());
            case "received" -> block -> number(block.receivedNs());
            case "id" -> block -> number(block.index());
            case "level" -> block -> number(-block.severity());
            case "facility" ->
                block -> block.facility() == Line.NO_FACILITY ? SortKey.MISSING : number(block.facility());
            default -> byName(FilterParser.parse(name + ":*"));
        };
    }

    /**
     * The field of this name.
     *
     * @throws FilterSyntaxException when it is no name of a field
     */
    public static SortField named(String name) {
        return new SortField(name);
    }

    /** Whether a filter can have a field of this name. */
    public static boolean isName(String name) {
        try {
            named(name);
            return true;
        } catch (FilterSyntaxException e) {
            return false;
        }
    }

    /** The key of the block's current event. */
    public SortKey of(Block block) {
        return read.key(block);
    }

    private Read byName(Filter present) {
        if (present instanceof Filter.Header header) {
            return block -> ofHeader(block, header.place());
        }
        if (present instanceof Filter.Key key && key.condition() instanceof Condition.Present) {
            unit = KeyUnit.of(key.name());
            var test = new KeyTest(key, this::take);
            return block -> {
                found = SortKey.MISSING;
                test.test(block);
                return found;
            };
        }
        throw new FilterSyntaxException(present.toString(), 0, "this is no field", "the name of one");
    }

    private static SortKey ofHeader(Block block, Filter.Place place) {
        int from = EventTests.from(block, place);
        int length = EventTests.length(block, place);
        return length == 0 ? SortKey.MISSING : text(block.bytes(), from, from + length);
    }

    /** Takes the first value. */
    private boolean take(byte[] bytes, int from, int to) {
        if (reader.read(bytes, from, to)) {
            double quantity = switch (reader.kind()) {
                case NUMBER -> reader.value();
                case DURATION -> reader.value() / unit.nanos();
                case SIZE -> reader.value() / unit.bytes();
            };
            found = SortKey.ofQuantity(quantity, Arrays.copyOfRange(bytes, from, to));
        } else {
            found = text(bytes, from, to);
        }
        return true;
    }

    private static SortKey text(byte[] bytes, int from, int to) {
        return SortKey.ofText(Arrays.copyOfRange(bytes, from, Math.min(to, from + MOST_TEXT_BYTES)));
    }

    private static SortKey number(long value) {
        return SortKey.ofQuantity((double) value, Long.toString(value).getBytes(US_ASCII));
    }
}
