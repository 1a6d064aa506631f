package logtail.cli.render;

import logtail.cli.base.LineOutput;
import logtail.cli.client.StreamLine;

/** The message alone: as sent into a pipe or file, with control characters made visible on a terminal. */
public record RawFormat(boolean terminal) implements LineFormat {
    @Override
    public void event(StreamLine.Event event, byte[] json, int from, int length, LineOutput out) {
        (terminal ? out.visible(event.message()) : out.asIs(event.message())).ascii('\n');
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
