package logtail.encode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import logtail.event.Block;

/**
 * Writes the names that an event comes from, each behind its own opening text: the app, and the process and host when they are
 * known. Names hold nothing that JSON escapes, see {@link logtail.event.Names}. Any thread.
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
        out.put(bytes, block.appFrom(source), block.appLength(source));
        if (block.processLength(source) > 0) {
            out.put(process);
            out.put(bytes, block.processFrom(source), block.processLength(source));
        }
        if (block.hostLength(source) > 0) {
            out.put(host);
            out.put(bytes, block.hostFrom(source), block.hostLength(source));
        }
    }
}
