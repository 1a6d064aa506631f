package logtail.ingest;

import io.netty.util.concurrent.FastThreadLocal;
import logtail.event.Line;

/**
 * What a stream reads into and parses to. The streams of an event loop share one, as each is done with it when its read ends. A
 * stream that is called in the middle of another's read, on the same thread, needs one of its own: our own log is, for a line
 * that is refused is told there. One thread at a time.
 */
final class Scratch {
    private static final FastThreadLocal<Scratch> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
            return new Scratch();
        }
    };

    final Line line = new Line();
    final byte[] buffer = new byte[2 * StreamIntake.READ_BYTES];

    /** That of the calling event loop. */
    static Scratch ofLoop() {
        return OF_LOOP.get();
    }
}
