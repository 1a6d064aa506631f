package logtail.count;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import logtail.event.Block;
import logtail.filter.FieldWalk;

/** Which fields events have, at most {@value #MOST_NAMES} of them, and with which values. One thread. */
public final class FieldTally {
    static final int MOST_NAMES = 200;
    static final int MOST_VALUE_BYTES = 128;

    private final Map<String, FieldValues> fields = new HashMap<>();
    private final FieldWalk walk = new FieldWalk(this::visit);
    private final String only;
    private final String prefix;
    private long event;
    private long leftOut;

    /** All fields. */
    public FieldTally() {
        this("", "");
    }

    /**
     * Those values of one field that begin so, in any case.
     *
     * @param field its name; empty for all fields and values
     */
    public FieldTally(String field, String prefix) {
        only = field;
        this.prefix = prefix.toLowerCase(Locale.ROOT);
    }

    /** Counts the current event of the block. */
    public void add(Block block) {
        walk.walk(block);
        event++;
    }

    /** How many events were counted. */
    public long events() {
        return event;
    }

    /** Whether there were more names than are kept. */
    public boolean hasMore() {
        return leftOut > 0;
    }

    /** Those of the event itself first, then those that most events have. */
    public List<FieldValues> fields() {
        return fields.values().stream()
                .sorted(Comparator.comparingInt((FieldValues field) -> field.source() == FieldWalk.Source.EVENT ? 0 : 1)
                        .thenComparingLong(field -> -field.events())
                        .thenComparing(FieldValues::name))
                .toList();
    }

    private void visit(FieldWalk.Source source, String name, byte[] value, int from, int to, boolean isSecond) {
        if (!only.isEmpty() && !name.equals(only)) {
            return;
        }
        int end = cut(value, from, to);
        String text = new String(value, from, end - from, StandardCharsets.UTF_8);
        if (!prefix.isEmpty() && !text.toLowerCase(Locale.ROOT).startsWith(prefix)) {
            return;
        }
        FieldValues field = fields.get(name);
        if (field == null) {
            if (fields.size() == MOST_NAMES) {
                leftOut++;
                return;
            }
            field = new FieldValues(name, source);
            fields.put(name, field);
        }
        field.add(event, text, end == to && isText(value, from, end), isSecond);
    }

    /** The end of the value, or of the last character within the limit. */
    private static int cut(byte[] value, int from, int to) {
        if (to - from <= MOST_VALUE_BYTES) {
            return to;
        }
        int end = from + MOST_VALUE_BYTES;
        while (end > from && (value[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }

    /** Whether this is UTF-8, as filters are. */
    private static boolean isText(byte[] value, int from, int to) {
        boolean isAscii = true;
        for (int at = from; at < to; at++) {
            isAscii &= value[at] >= 0;
        }
        if (isAscii) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
