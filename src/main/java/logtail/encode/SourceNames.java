package logtail.encode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Block;

/**
 * Writes the names that an event comes from as the insides of JSON strings, each behind its own opening text: the app, and the
 * process and host when they are known. Any thread.
 */
public final class SourceNames {
    private final byte[] app;
    private final byte[] process;
    private final byte[] host;

    /** Texts in ASCII, each before one name; the second and third end the name before too. */
    public SourceNames(String app, String process, String host) {
        this.app = app.getBytes(US_ASCII);
        this.process = process.getBytes(US_ASCII);
        this.host = host.getBytes(US_ASCII);
    }

    /** Writes the names of the current event of {@code block}. */
    public void write(Block block, Output out) {
        byte[] bytes = block.bytes();
        int source = block.source();
        out.put(app);
        name(bytes, block.appFrom(source), block.appLength(source), out);
        if (block.processLength(source) > 0) {
            out.put(process);
            name(bytes, block.processFrom(source), block.processLength(source), out);
        }
        if (block.hostLength(source) > 0) {
            out.put(host);
            name(bytes, block.hostFrom(source), block.hostLength(source), out);
        }
    }

    private static void name(byte[] bytes, int from, int length, Output out) {
        out.putJson(bytes, from, from + length);
    }
}
