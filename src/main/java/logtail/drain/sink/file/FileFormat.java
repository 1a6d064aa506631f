package logtail.drain.sink.file;

import logtail.drain.sink.Writing;
import logtail.encode.EventFormat;
import logtail.encode.Output;
import logtail.event.Block;

/** How the lines of a file are written. */
enum FileFormat {
    /** One JSON object a line, as {@code GET /tail} shows it; tells ids. */
    NDJSON,
    /** Time, app, process and message, for people. */
    TEXT,
    /** The messages alone, as they were sent. */
    RAW;

    /** A writing of its own for one drain. */
    Writing writing() {
        return switch (this) {
            case NDJSON -> new Formatted(EventFormat.Kind.NDJSON.create());
            case TEXT -> new Formatted(EventFormat.Kind.TEXT.create());
            case RAW -> new Raw();
        };
    }

    /** How each line begins; empty when lines can begin with anything. */
    byte[] beginning() {
        return this == NDJSON ? WrittenLines.BEGINNING.clone() : new byte[0];
    }

    private record Formatted(EventFormat format) implements Writing {
        @Override
        public void event(Block block, Output out) {
            format.event(block, 0, out);
        }
    }

    private record Raw() implements Writing {
        @Override
        public void event(Block block, Output out) {
            out.put(block.bytes(), block.messageFrom(), block.messageLength());
            out.put('\n');
        }
    }
}
