package logtail.filter;

import java.nio.charset.StandardCharsets;
import java.util.List;
import logtail.event.Block;
import logtail.event.Line;
import logtail.event.Severity;
import logtail.parse.JsonSkip;
import logtail.parse.TerminalCodes;

/**
 * Visits the fields of events, with names and values as filters know them: what is visited as {@code status} with the value
 * {@code 200} is what {@code status=200} finds. Members of JSON are visited down to {@value #MAX_DEPTH} levels; a name that
 * cannot be written in a filter is left out. One thread.
 */
public final class FieldWalk {
    /** How deep members of JSON are looked for. */
    public static final int MAX_DEPTH = 4;

    private static final int MOST_ARRAYS = 16; // within each other
    private static final int ILL_FORMED = JsonSkip.ILL_FORMED;
    private static final List<Filter.Place> PLACES =
            List.of(Filter.Place.APP, Filter.Place.PROCESS, Filter.Place.HOST, Filter.Place.MSGID);

    /** Where a field is. */
    public enum Source {
        /** Of the event itself. */
        EVENT,
        /** Structured data. */
        ATTRIBUTE,
        JSON,
        LOGFMT
    }

    /** Receives fields. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Called for each value; several times for a name that has several.
         *
         * @param name as filters write it, with a leading dot when the name alone means a field of the event
         * @param value in {@code bytes[from, to)}, without quotes and escapes; valid until this returns
         * @param isSecond whether the value is only another way to read the one before: with the punctuation behind it
         */
        void visit(Source source, String name, byte[] value, int from, int to, boolean isSecond);
    }

    private final Visitor visitor;
    private final Escapes escapes = new Escapes();
    private final JsonSkip skip = new JsonSkip();
    private final LogfmtWalk logfmt;
    private byte[] plain = {};
    private int arrays; // that the current value is in

    public FieldWalk(Visitor visitor) {
        this.visitor = visitor;
        logfmt = new LogfmtWalk(visitor, escapes);
    }

    /** Visits the fields of the block's current event. */
    public void walk(Block block) {
        for (Filter.Place place : PLACES) {
            int length = EventTests.length(block, place);
            int from = EventTests.from(block, place);
            if (length > 0) {
                visitor.visit(Source.EVENT, place.label(), block.bytes(), from, from + length, false);
            }
        }
        text("level", Severity.of(block.severity()).label());
        if (block.facility() != Line.NO_FACILITY) {
            text("facility", Integer.toString(block.facility()));
        }
        attributes(block);
        message(block);
    }

    private void text(String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        visitor.visit(Source.EVENT, name, bytes, 0, bytes.length, false);
    }

    private void attributes(Block block) {
        byte[] bytes = block.bytes();
        int end = block.attributesFrom() + block.attributesLength();
        for (int pair = block.attributesFrom(); pair < end; ) {
            int from = block.attributeValueFrom(pair);
            int to = from + block.attributeValueLength(pair);
            String name = Terms.key(bytes, pair + 3, from);
            if (!name.isEmpty()) {
                visitor.visit(Source.ATTRIBUTE, name, bytes, from, to, false);
            }
            pair = to;
        }
    }

    private void message(Block block) {
        byte[] bytes = block.bytes();
        int from = block.messageFrom();
        int to = block.msgIdFrom();
        if (block.messageHasCodes()) {
            if (plain.length < to - from) {
                plain = new byte[Math.max(to - from, 2 * plain.length)];
            }
            to = TerminalCodes.leaveOut(bytes, from, to, plain, 0);
            bytes = plain;
            from = 0;
        }
        if (JsonValues.isObject(bytes, from, to)) {
            object(bytes, JsonSkip.spaces(bytes, from, to), to, "", 1);
        } else {
            logfmt.walk(bytes, from, to);
        }
    }

    /** Visits the members of the object at {@code from}; returns its end. */
    private int object(byte[] bytes, int from, int to, String path, int depth) {
        int at = JsonSkip.spaces(bytes, from + 1, to);
        if (at < to && bytes[at] == '}') {
            return at + 1;
        }
        while (at < to && bytes[at] == '"') {
            int nameEnd = JsonSkip.string(bytes, at, to);
            int colon = nameEnd == ILL_FORMED ? to : JsonSkip.spaces(bytes, nameEnd, to);
            if (colon == to || bytes[colon] != ':') {
                return ILL_FORMED;
            }
            String name = path + new String(bytes, at + 1, nameEnd - at - 2, StandardCharsets.UTF_8);
            int end = value(bytes, JsonSkip.spaces(bytes, colon + 1, to), to, name, depth);
            if (end == ILL_FORMED) {
                return ILL_FORMED;
            }
            at = JsonSkip.spaces(bytes, end, to);
            if (at == to || bytes[at] != ',') {
                return at < to && bytes[at] == '}' ? at + 1 : ILL_FORMED;
            }
            at = JsonSkip.spaces(bytes, at + 1, to);
        }
        return ILL_FORMED;
    }

    private int value(byte[] bytes, int from, int to, String name, int depth) {
        byte first = from < to ? bytes[from] : 0;
        if (first == '{' && depth < MAX_DEPTH) {
            return object(bytes, from, to, name + ".", depth + 1);
        }
        if (first == '[') {
            return array(bytes, from, to, name, depth);
        }
        int end = skip.value(bytes, from, to);
        if (end != ILL_FORMED && first != '{' && first != 'n') {
            String key = Terms.key(name);
            if (!key.isEmpty()) {
                scalar(bytes, from, end, key);
            }
        }
        return end;
    }

    private int array(byte[] bytes, int from, int to, String name, int depth) {
        if (arrays == MOST_ARRAYS) {
            return skip.value(bytes, from, to);
        }
        arrays++;
        int end = elements(bytes, from, to, name, depth);
        arrays--;
        return end;
    }

    private int elements(byte[] bytes, int from, int to, String name, int depth) {
        int at = JsonSkip.spaces(bytes, from + 1, to);
        if (at < to && bytes[at] == ']') {
            return at + 1;
        }
        while (at < to) {
            int end = value(bytes, at, to, name, depth);
            if (end == ILL_FORMED) {
                return ILL_FORMED;
            }
            at = JsonSkip.spaces(bytes, end, to);
            if (at == to || bytes[at] != ',') {
                return at < to && bytes[at] == ']' ? at + 1 : ILL_FORMED;
            }
            at = JsonSkip.spaces(bytes, at + 1, to);
        }
        return ILL_FORMED;
    }

    private void scalar(byte[] bytes, int from, int end, String key) {
        if (bytes[from] != '"') {
            visitor.visit(Source.JSON, key, bytes, from, end, false);
            return;
        }
        for (int at = from + 1; at < end - 1; at++) {
            if (bytes[at] == '\\') {
                escapes.remove(bytes, from + 1, end - 1);
                visitor.visit(Source.JSON, key, escapes.bytes(), 0, escapes.length(), false);
                return;
            }
        }
        visitor.visit(Source.JSON, key, bytes, from + 1, end - 1, false);
    }
}
