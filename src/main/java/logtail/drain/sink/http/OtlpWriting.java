package logtail.drain.sink.http;

import static logtail.drain.sink.http.AttributeWriter.ascii;

import logtail.encode.Output;
import logtail.encode.SourceNames;
import logtail.event.Block;
import logtail.event.Severity;

/**
 * Log records of OpenTelemetry in its JSON encoding of Protocol Buffers: the key is the resource ({@code service.name} is the app,
 * {@code service.instance.id} the process, {@code host.name} the host), the event is the record. Severities and names of
 * attributes are those that the data model proposes for syslog (its appendices A and B).
 */
final class OtlpWriting extends GroupedWriting {
    private static final SourceNames RESOURCE = new SourceNames(
            "{\"attributes\":[" + keyOf("service.name"),
            "\"}}," + keyOf("service.instance.id"),
            "\"}}," + keyOf("host.name"));
    private static final byte[] RESOURCE_END = ascii("\"}}]}");
    private static final OwnAttributes OWN = new OwnAttributes(
            "{\"key\":\"syslog.facility.code\",\"value\":{\"intValue\":\"",
            keyOf("syslog.msgid"),
            keyOf("logtail.flags"),
            "\"}}");
    private static final byte[] TIME = ascii("{\"timeUnixNano\":\"");
    private static final byte[] OBSERVED = ascii("\",\"observedTimeUnixNano\":\"");
    private static final int[] SEVERITY_NUMBERS = {21, 19, 18, 17, 13, 10, 9, 5
    }; // FATAL, ERROR3, ERROR2, ERROR, …, DEBUG
    private static final byte[][] SEVERITIES = new byte[8][];
    private static final byte[] MESSAGE_END = ascii("\"}");

    static {
        for (var severity : Severity.values()) {
            SEVERITIES[severity.code()] =
                    ascii("\",\"severityNumber\":%d,\"severityText\":\"%s\",\"body\":{\"stringValue\":\""
                            .formatted(SEVERITY_NUMBERS[severity.code()], severity.label()));
        }
    }

    OtlpWriting() {
        super(RESOURCE, new KeyValues(), OWN);
    }

    private static String keyOf(String name) {
        return "{\"key\":\"%s\",\"value\":{\"stringValue\":\"".formatted(name);
    }

    /** {@code {"key":…,"value":{"stringValue":…}}}, or {@code arrayValue} of several. */
    private static final class KeyValues extends AttributeWriter {
        private static final byte[] ATTRIBUTES = ascii(",\"attributes\":[");
        private static final byte[] KEY = ascii("{\"key\":\"");

        KeyValues() {
            super(
                    "\",\"value\":{\"stringValue\":\"",
                    "\"}}",
                    "\",\"value\":{\"arrayValue\":{\"values\":[{\"stringValue\":\"",
                    "\"},{\"stringValue\":\"",
                    "\"}]}}}");
        }

        @Override
        void begin(boolean isFirst, Output out) {
            if (isFirst) {
                out.put(ATTRIBUTES);
            } else {
                out.put(',');
            }
        }

        @Override
        void name(byte[] bytes, int from, int to, Output out) {
            out.put(KEY);
            out.putJson(bytes, from, to);
        }
    }

    @Override
    void endKey(Block block, Output out) {
        out.put(RESOURCE_END);
    }

    @Override
    public void event(Block block, Output out) {
        out.put(TIME);
        out.putNumber(Math.max(0, block.timeNs())); // the field has no sign
        out.put(OBSERVED);
        out.putNumber(Math.max(0, block.receivedNs()));
        out.put(SEVERITIES[block.severity()]);
        message(block, out);
        out.put(MESSAGE_END);
        if (attributes(block, out)) {
            out.put(']');
        }
        out.put('}');
    }
}
