package logtail.encode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Block;
import logtail.event.Line;
import logtail.event.Severity;

/**
 * Comma-separated values (RFC 4180) with a header, for spreadsheets. Texts stand in quotes; one that a spreadsheet would run as
 * a formula, by its first character, has a {@code '} before it, as OWASP advises. Lines of a message stay lines; other control
 * characters than TAB are shown as {@code \x1b}, and what is no UTF-8 as U+FFFD. A gap or a run of omitted events is a row with
 * nothing but a message.
 */
public final class CsvFormat implements EventFormat {
    private static final byte[] HEAD =
            "id,time,received,level,app,process,host,facility,msgid,message,attributes\r\n".getBytes(US_ASCII);
    private static final byte[] BEFORE_MESSAGE = ",,,,,,,,,".getBytes(US_ASCII);
    private static final byte[] ROW_END = "\r\n".getBytes(US_ASCII);
    private static final String FORMULA_STARTS = "=+-@\t\r\n";
    private static final byte[][] LEVELS = new byte[Severity.values().length][];
    private static final int NANOSECONDS = 9; // digits

    static {
        for (var severity : Severity.values()) {
            LEVELS[severity.code()] = severity.label().getBytes(US_ASCII);
        }
    }

    private final Timestamps times = new Timestamps();
    private final Timestamps timesOfReceipt = new Timestamps();
    private final Output attributes = new Output();
    private final Ids ids;

    CsvFormat(Ids ids) {
        this.ids = ids;
    }

    @Override
    public void head(Output out) {
        out.put(HEAD);
    }

    @Override
    public void event(Block block, int marks, Output out) {
        byte[] bytes = block.bytes();
        int source = block.source();
        ids.put(block.index(), out);
        out.put(',');
        times.put(block.timeNs(), NANOSECONDS, out);
        out.put(',');
        timesOfReceipt.put(block.receivedNs(), NANOSECONDS, out);
        out.put(',');
        out.put(LEVELS[block.severity()]);
        out.put(',');
        text(bytes, block.appFrom(source), block.appLength(source), out);
        out.put(',');
        text(bytes, block.processFrom(source), block.processLength(source), out);
        out.put(',');
        text(bytes, block.hostFrom(source), block.hostLength(source), out);
        out.put(',');
        if (block.facility() != Line.NO_FACILITY) {
            out.putNumber(block.facility());
        }
        out.put(',');
        text(bytes, block.msgIdFrom(), block.msgIdLength(), out);
        out.put(',');
        text(bytes, block.messageFrom(), block.messageLength(), out);
        out.put(',');
        if (block.attributesLength() > 0) {
            attributes.clear();
            NdjsonFormat.attributes(block, attributes);
            text(attributes.bytes(), 0, attributes.length(), out);
        }
        out.put(ROW_END);
    }

    @Override
    public void gap(Gap gap, Output out) {
        notice("gap: " + gap.words(ids.areVeiled()), out);
    }

    @Override
    public void omitted(Omitted omitted, Output out) {
        notice("omitted: %d events".formatted(omitted.count()), out);
    }

    private static void notice(String words, Output out) {
        byte[] text = words.getBytes(US_ASCII);
        out.put(BEFORE_MESSAGE);
        text(text, 0, text.length, out);
        out.put(',');
        out.put(ROW_END);
    }

    /** An empty text is nothing, without quotes. */
    private static void text(byte[] bytes, int from, int length, Output out) {
        if (length == 0) {
            return;
        }
        out.put('"');
        if (FORMULA_STARTS.indexOf(bytes[from]) >= 0) {
            out.put('\'');
        }
        int end = from + length;
        for (int at = from; at < end; ) {
            int special = specialFrom(bytes, at, end);
            out.putVisible(bytes, at, special);
            if (special < end) {
                out.put(bytes[special]);
                if (bytes[special] == '"') {
                    out.put('"');
                }
            }
            at = special + 1;
        }
        out.put('"');
    }

    private static int specialFrom(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != '"' && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }
}
