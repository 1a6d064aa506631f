package logtail.ingest;

import io.netty.buffer.Unpooled;
import java.time.ZoneId;
import logtail.parse.join.JoinRules;

/** What only this package opens, for the fuzz targets. */
public final class IngestDecoders {
    private IngestDecoders() {}

    /** Sessions of RELP, whose frames without a line nobody takes. */
    public static Decoder.Factory relp(ZoneId zone) {
        RelpDecoder.Factory decoders = RelpDecoder.in(zone);
        return maxMessageBytes -> decoders.open(maxMessageBytes, new RelpDecoder.Commands() {
            @Override
            public void take(RelpHeader header, byte[] bytes, int from, int to) {
                if (from < 0 || to < from || to > bytes.length) {
                    throw new AssertionError("data of %d to %d in %d bytes".formatted(from, to, bytes.length));
                }
            }

            @Override
            public void takeRest() {}
        });
    }

    /** Lines of {@code inner}, joined by all rules. */
    public static Decoder.Factory joined(Decoder.Factory inner) {
        JoinSettings joins = JoinSettings.OFF.with(
                JoinRules.parse("java,python,go,ruby,node,dotnet,indent").orElseThrow());
        return maxMessageBytes -> joins.joining(inner.open(maxMessageBytes), maxMessageBytes);
    }

    /** Lines of {@code inner} that came over a Unix socket. */
    public static Decoder.Factory ofPeer(Decoder.Factory inner) {
        var peer = new PeerAttributes();
        return maxMessageBytes ->
                new CompletedLines(inner.open(maxMessageBytes), line -> peer.add(line, 17, 1000, 1000));
    }

    /** Looks for another protocol in the first bytes of a connection. */
    public static void sniff(byte[] first) {
        if (first.length > 0) {
            ForeignProtocol.of(Unpooled.wrappedBuffer(first));
        }
    }
}
