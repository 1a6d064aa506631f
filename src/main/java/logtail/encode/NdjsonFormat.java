package logtail.encode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Block;
import logtail.event.Severity;

/** One JSON object per line with the event members of {@code GET /tail}; empty members are omitted. */
public final class NdjsonFormat implements EventFormat {
    private static final byte[] ID = ascii("{\"id\":\"");
    private static final byte[] TIME = ascii("\",\"time\":\"");
    private static final byte[] ATTRIBUTES = ascii(",\"attributes\":");
    private static final byte[] NAME_END = ascii("\":\"");
    private static final byte[] FLAGS = ascii(",\"flags\":[\"");
    private static final byte[] BETWEEN_FLAGS = ascii("\",\"");
    private static final byte[] IS_LATE = ascii(",\"late\":true");
    private static final byte[] IS_CONTEXT = ascii(",\"context\":true");

    private final Ids ids;
    private final EventMembers members;

    /** @param isExact whether the bytes of a message can be had again */
    NdjsonFormat(Ids ids, boolean isExact) {
        this.ids = ids;
        members = new EventMembers(isExact);
    }

    @Override
    public void event(Block block, int marks, Output out) {
        object(block, marks, out);
        out.put('\n');
    }

    /** Writes the object without a line end. */
    void object(Block block, int marks, Output out) {
        out.put(ID);
        ids.put(block.index(), out);
        out.put(TIME);
        members.time(block, out);
        out.put('"');
        members.write(block, out);
        if (block.attributesLength() > 0) {
            out.put(ATTRIBUTES);
            attributes(block, out);
        }
        flags(block.flags(), out);
        if ((marks & LATE) != 0) {
            out.put(IS_LATE);
        }
        if ((marks & CONTEXT) != 0) {
            out.put(IS_CONTEXT);
        }
        out.put('}');
    }

    @Override
    public void gap(Gap gap, Output out) {
        gapObject(gap, out);
        out.put('\n');
    }

    void gapObject(Gap gap, Output out) {
        if (ids.areVeiled()) {
            out.put(ascii("{\"gap\":{\"reason\":\"%s\",\"after\":\""
                    .formatted(gap.reason().label())));
            ids.putPlace(gap.resumeAfter(), out);
            out.put(ascii("\"}}"));
            return;
        }
        out.put(ascii("{\"gap\":{\"from\":\"%d\",\"to\":\"%d\",\"count\":%d,\"reason\":\"%s\"}}"
                .formatted(gap.from(), gap.to(), gap.count(), gap.reason().label())));
    }

    @Override
    public void omitted(Omitted omitted, Output out) {
        omittedObject(omitted, out);
        out.put('\n');
    }

    void omittedObject(Omitted omitted, Output out) {
        out.put(ascii("{\"omitted\":{\"after\":\""));
        ids.put(omitted.after(), out);
        out.put(ascii("\",\"before\":\""));
        ids.put(omitted.before(), out);
        out.put(ascii("\",\"count\":%d}}".formatted(omitted.count())));
    }

    @Override
    public void place(String place, Output out) {
        out.put(ascii("{\"cursor\":\"%s\"}\n".formatted(place)));
    }

    @Override
    public void progress(Progress progress, Output out) {
        progressObject(progress, out);
        out.put('\n');
    }

    void progressObject(Progress progress, Output out) {
        out.put(ascii("{\"stats\":{"));
        progress.at().ifPresent(at -> out.put(ascii("\"at\":\"%s\",".formatted(at))));
        progress.newest().ifPresent(newest -> out.put(ascii("\"newest\":\"%s\",".formatted(newest))));
        out.put(ascii("\"live\":%b,\"matched\":%d,\"sent\":%d,\"n\":{"
                .formatted(progress.isLive(), progress.matched(), progress.sent())));
        String separator = "";
        for (var severity : Severity.values()) {
            Long count = progress.byLevel().get(severity);
            if (count != null) {
                out.put(ascii("%s\"%s\":%d".formatted(separator, severity.label(), count)));
                separator = ",";
            }
        }
        out.put(ascii("}}}"));
    }

    /** Writes the attributes as one object. */
    static void attributes(Block block, Output out) {
        byte[] bytes = block.bytes();
        int end = block.attributesFrom() + block.attributesLength();
        for (int pair = block.attributesFrom(); pair < end; ) {
            int value = block.attributeValueFrom(pair);
            int valueEnd = value + block.attributeValueLength(pair);
            out.put(pair == block.attributesFrom() ? '{' : ',');
            out.put('"');
            out.putJson(bytes, pair + 3, value);
            out.put(NAME_END);
            out.putJson(bytes, value, valueEnd);
            out.put('"');
            pair = valueEnd;
        }
        out.put('}');
    }

    private static void flags(int flags, Output out) {
        if ((flags & EventFlags.SHOWN) != 0) {
            out.put(FLAGS);
            EventFlags.write(flags, BETWEEN_FLAGS, out);
            out.put('"');
            out.put(']');
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
