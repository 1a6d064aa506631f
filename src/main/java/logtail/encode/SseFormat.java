package logtail.encode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Block;

/** Server-sent events (WHATWG HTML, section 9.2): {@code id:} is a cursor, {@code data:} the NDJSON object. */
public final class SseFormat implements EventFormat {
    private static final byte[] DATA = "\ndata: ".getBytes(US_ASCII);
    private static final byte[] GAP = "event: gap\n".getBytes(US_ASCII);
    private static final byte[] OMITTED = "event: omitted\ndata: ".getBytes(US_ASCII);
    private static final byte[] STATS = "event: stats\n".getBytes(US_ASCII);
    private static final byte[] END = "\n\n".getBytes(US_ASCII);
    private static final byte[] BYE = "event: bye\ndata: {}\n\n".getBytes(US_ASCII);

    private final Ids ids;
    private final NdjsonFormat json;
    private final byte[] id; // precedes the id itself

    /** @param journal named in {@code id:}; empty for the id alone */
    SseFormat(String journal, Ids ids) {
        this.ids = ids;
        json = new NdjsonFormat(ids, false);
        id = ("id: " + (journal.isEmpty() ? "" : journal + "-")).getBytes(US_ASCII);
    }

    @Override
    public void event(Block block, int marks, Output out) {
        placeOf(block.index(), out);
        out.put(DATA, 1, DATA.length - 1);
        json.object(block, marks, out);
        out.put(END);
    }

    @Override
    public void placeOf(long event, Output out) {
        if (ids.areOfOneReader()) {
            out.put(id);
            ids.putPlaceOf(event, out);
            out.put('\n');
        }
    }

    @Override
    public void gap(Gap gap, Output out) {
        out.put(GAP);
        out.put(id);
        ids.putPlace(gap.resumeAfter(), out);
        out.put(DATA);
        json.gapObject(gap, out);
        out.put(END);
    }

    @Override
    public void omitted(Omitted omitted, Output out) {
        out.put(OMITTED);
        json.omittedObject(omitted, out);
        out.put(END);
    }

    @Override
    public void progress(Progress progress, Output out) {
        out.put(STATS);
        progress.at().ifPresent(at -> {
            out.put(id);
            out.put(at.getBytes(US_ASCII));
            out.put('\n');
        });
        out.put(DATA, 1, DATA.length - 1);
        json.progressObject(progress, out);
        out.put(END);
    }

    @Override
    public void bye(Output out) {
        out.put(BYE);
    }
}
