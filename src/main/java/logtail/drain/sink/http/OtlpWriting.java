package logtail.drain.sink.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.drain.sink.Writing;
import logtail.encode.EventFlags;
import logtail.encode.Output;
import logtail.event.Block;
import logtail.event.Line;
import logtail.event.Severity;

/**
 * Log records of OpenTelemetry in its JSON encoding of Protocol Buffers: the key is the resource ({@code service.name} is the app,
 * {@code service.instance.id} the process, {@code host.name} the host), the event is the record. Severities and names of
 * attributes are those that the data model proposes for syslog (its appendices A and B).
 */
final class OtlpWriting implements Writing {
    private static final byte[] SERVICE =
            ascii("{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"");
    private static final byte[] INSTANCE = ascii("\"}},{\"key\":\"service.instance.id\",\"value\":{\"stringValue\":\"");
    private static final byte[] HOST = ascii("\"}},{\"key\":\"host.name\",\"value\":{\"stringValue\":\"");
    private static final byte[] RESOURCE_END = ascii("\"}}]}");
    private static final byte[] TIME = ascii("{\"timeUnixNano\":\"");
    private static final byte[] OBSERVED = ascii("\",\"observedTimeUnixNano\":\"");
    private static final int[] SEVERITY_NUMBERS = {21, 19, 18, 17, 13, 10, 9, 5
    }; // FATAL, ERROR3, ERROR2, ERROR, …, DEBUG
    private static final byte[][] SEVERITIES = new byte[8][];
    private static final byte[] ATTRIBUTES = ascii(",\"attributes\":[");
    private static final byte[] KEY = ascii("{\"key\":\"");
    private static final byte[] TEXT = ascii("\",\"value\":{\"stringValue\":\"");
    private static final byte[] TEXT_END = ascii("\"}}");
    private static final byte[] FACILITY = ascii("{\"key\":\"syslog.facility.code\",\"value\":{\"intValue\":\"");
    private static final byte[] MSG_ID = ascii("{\"key\":\"syslog.msgid\",\"value\":{\"stringValue\":\"");
    private static final byte[] FLAGS = ascii("{\"key\":\"logtail.flags\",\"value\":{\"stringValue\":\"");
    private static final byte[] BETWEEN_FLAGS = ascii(", ");

    static {
        for (var severity : Severity.values()) {
            SEVERITIES[severity.code()] =
                    ascii("\",\"severityNumber\":%d,\"severityText\":\"%s\",\"body\":{\"stringValue\":\""
                            .formatted(SEVERITY_NUMBERS[severity.code()], severity.label()));
        }
    }

    private final AttributeWriter attributes = new KeyValues();

    /** {@code {"key":…,"value":{"stringValue":…}}}, or {@code arrayValue} of several. */
    private static final class KeyValues extends AttributeWriter {
        private static final byte[] ARRAY = ascii("\",\"value\":{\"arrayValue\":{\"values\":[{\"stringValue\":\"");
        private static final byte[] BETWEEN = ascii("\"},{\"stringValue\":\"");
        private static final byte[] ARRAY_END = ascii("\"}]}}}");

        @Override
        void name(byte[] bytes, int from, int to, boolean isFirst, Output out) {
            begin(isFirst, out);
            out.put(KEY);
            out.putJson(bytes, from, to);
        }

        @Override
        void value(byte[] bytes, int from, int to, int number, boolean isLast, Output out) {
            if (number == 0) {
                out.put(isLast ? TEXT : ARRAY);
            } else {
                out.put(BETWEEN);
            }
            out.putJson(bytes, from, to);
            if (isLast) {
                out.put(number == 0 ? TEXT_END : ARRAY_END);
            }
        }
    }

    @Override
    public void key(Block block, Output out) {
        byte[] bytes = block.bytes();
        int source = block.source();
        out.put(SERVICE); // names hold nothing that JSON escapes: see logtail.event.Names
        out.put(bytes, block.appFrom(source), block.appLength(source));
        if (block.processLength(source) > 0) {
            out.put(INSTANCE);
            out.put(bytes, block.processFrom(source), block.processLength(source));
        }
        if (block.hostLength(source) > 0) {
            out.put(HOST);
            out.put(bytes, block.hostFrom(source), block.hostLength(source));
        }
        out.put(RESOURCE_END);
    }

    @Override
    public void event(Block block, Output out) {
        out.put(TIME);
        out.putNumber(Math.max(0, block.timeNs())); // the field has no sign
        out.put(OBSERVED);
        out.putNumber(Math.max(0, block.receivedNs()));
        out.put(SEVERITIES[block.severity()]);
        out.putJson(block.bytes(), block.messageFrom(), block.messageFrom() + block.messageLength());
        out.put('"');
        out.put('}');
        if (attributes(block, out) > 0) {
            out.put(']');
        }
        out.put('}');
    }

    /** Gives how many there are. */
    private int attributes(Block block, Output out) {
        int count = 0;
        if (block.facility() != Line.NO_FACILITY) {
            begin(count++ == 0, out);
            out.put(FACILITY);
            out.putNumber(block.facility());
            out.put(TEXT_END);
        }
        if (block.msgIdLength() > 0) {
            begin(count++ == 0, out);
            out.put(MSG_ID);
            out.putJson(block.bytes(), block.msgIdFrom(), block.msgIdFrom() + block.msgIdLength());
            out.put(TEXT_END);
        }
        if ((block.flags() & EventFlags.SHOWN) != 0) {
            begin(count++ == 0, out);
            out.put(FLAGS);
            EventFlags.write(block.flags(), BETWEEN_FLAGS, out);
            out.put(TEXT_END);
        }
        return attributes.write(block, count, out);
    }

    private static void begin(boolean isFirst, Output out) {
        if (isFirst) {
            out.put(ATTRIBUTES);
        } else {
            out.put(',');
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
