package logtail.cli.render;

import java.util.List;
import logtail.cli.base.LineOutput;
import logtail.cli.client.StreamLine;

/**
 * The message alone: as sent into a pipe or file; on a terminal with control characters made visible, but for the ends of its
 * lines.
 */
public record RawFormat(boolean terminal, Painter painter) implements LineFormat {
    /** Without colours. */
    RawFormat(boolean terminal) {
        this(terminal, new Painter(false, List.of()));
    }

    @Override
    public void event(StreamLine.Event event, byte[] json, int from, int length, LineOutput out) {
        if (!terminal) {
            out.asSent(event.message()).ascii('\n');
            return;
        }
        for (String line : event.message().split("\r?\n", -1)) {
            painter.put(line, Painter.NONE, out);
            out.ascii('\n');
        }
    }

    @Override
    public boolean gap(StreamLine.Gap gap, byte[] json, int from, int length, LineOutput out) {
        return false;
    }

    @Override
    public void apart(LineOutput out) {
        out.ascii("--\n");
    }
}
